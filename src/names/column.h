#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace tansiq::names {

/// An immutable array that either owns its elements or looks into a mapped snapshot, which must outlive it.
template <typename T>
class Column {
 public:
  Column() = default;
  explicit Column(std::vector<T> owned) : owned_(std::move(owned)), view_(owned_) {}
  explicit Column(std::span<const T> mapped) : view_(mapped) {}
  Column(Column&& other) noexcept { *this = std::move(other); }
  Column& operator=(Column&& other) noexcept {
    const bool owns = !other.owned_.empty();
    owned_ = std::move(other.owned_);
    view_ = owns ? std::span<const T>(owned_) : other.view_;
    return *this;
  }

  const T& operator[](std::size_t i) const { return view_[i]; }
  [[nodiscard]] const T* data() const { return view_.data(); }
  [[nodiscard]] std::size_t size() const { return view_.size(); }
  [[nodiscard]] std::size_t bytes() const { return view_.size() * sizeof(T); }
  [[nodiscard]] std::span<const T> view() const { return view_; }

 private:
  std::vector<T> owned_;
  std::span<const T> view_;
};

}  // namespace tansiq::names

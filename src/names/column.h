#pragma once

#include <cstddef>
#include <cstdint>
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

/// Where the pieces of a list of lists begin, in little more than two bytes each: a full number for every
/// sixteenth, the distance from it for the others. A piece has at most 4,095 elements.
class Offsets {
 public:
  Offsets() = default;
  /// `start[i]` is where piece i begins, and one more: where the last ends.
  explicit Offsets(const std::vector<std::uint32_t>& start) {
    std::vector<std::uint32_t> base;
    std::vector<std::uint16_t> delta;
    base.reserve(start.size() / stride + 1);
    delta.reserve(start.size());
    for (std::size_t i = 0; i < start.size(); ++i) {
      if (i % stride == 0) base.push_back(start[i]);
      delta.push_back(static_cast<std::uint16_t>(start[i] - base.back()));
    }
    base_ = Column<std::uint32_t>(std::move(base));
    delta_ = Column<std::uint16_t>(std::move(delta));
  }
  std::uint32_t operator[](std::size_t i) const { return base_[i / stride] + delta_[i]; }
  [[nodiscard]] std::size_t bytes() const { return base_.bytes() + delta_.bytes(); }
  /// Asks for what [i] will read.
  void prefetch(std::size_t i) const { __builtin_prefetch(delta_.data() + i); }

  /// Calls `visit` with both columns: for writing and reading snapshots.
  template <typename Visit>
  void each_column(Visit visit) {
    visit(base_);
    visit(delta_);
  }

 private:
  static constexpr std::size_t stride = 16;
  Column<std::uint32_t> base_;
  Column<std::uint16_t> delta_;
};

}  // namespace tansiq::names

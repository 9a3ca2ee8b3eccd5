#pragma once

/// Cuts a stream of bytes into lines of bounded length.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tansiq::lists {

class Lines {
 public:
  /// Gets each line without its end (LF), its number from 1, and whether it is whole; a line over the limit
  /// comes empty and not whole.
  using Sink = std::function<void(std::string_view line, std::uint64_t number, bool whole)>;

  Lines(std::size_t most_bytes, Sink sink) : most_bytes_(most_bytes), sink_(std::move(sink)) {}

  void feed(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto end = bytes.find('\n');
      add(bytes.substr(0, end));
      if (end == std::string_view::npos) return;
      hand_out();
      bytes.remove_prefix(end + 1);
    }
  }

  void finish() {
    if (!line_.empty() || too_long_) hand_out();
  }

 private:
  void add(std::string_view part) {
    if (too_long_ || line_.size() + part.size() > most_bytes_) {
      too_long_ = true;
      line_.clear();
      return;
    }
    line_ += part;
  }

  void hand_out() {
    ++number_;
    sink_(line_, number_, !too_long_);
    line_.clear();
    too_long_ = false;
  }

  std::size_t most_bytes_;
  Sink sink_;
  std::string line_;
  std::uint64_t number_ = 0;
  bool too_long_ = false;
};

}  // namespace tansiq::lists

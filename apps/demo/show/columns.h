#pragma once

/// The exchange as people watch it: a coloured column for each node, an event in the column of whose it is.
/// Pure.

#include <string>
#include <string_view>
#include <vector>

namespace tansiq::demo {

class Columns {
 public:
  /// `width`: of the terminal. `coloured`: whether it understands colours.
  Columns(std::vector<std::string> cities, std::size_t width, bool coloured);

  /// The names above the columns and a rule below them.
  [[nodiscard]] std::string header() const;
  /// An event's lines: the sentence, wrapped at words, in the column of its city; the others empty.
  [[nodiscard]] std::string row(std::size_t city, std::string_view time, std::string_view sentence) const;

 private:
  [[nodiscard]] std::string in_column(std::size_t city, std::string_view text) const;

  std::vector<std::string> cities_;
  std::size_t column_;
  bool coloured_;
};

/// A text in lines of at most `width` characters, cut between words where there are any.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace tansiq::demo

#pragma once

/// What people see: tables and fields on a terminal. Everything that comes from records is foreign text and
/// is made harmless first: no control character, escape sequence or bidi override of a record reaches the
/// terminal, and a right-to-left name does not turn its table row around.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tansiq::cli {

/// Foreign text, fit for one line of a terminal: control characters, line breaks and bidi controls become
/// visible (U+2400 pictures, <U+202E>), broken UTF-8 becomes U+FFFD.
std::string harmless(std::string_view text);

/// How many columns a text takes on a terminal: 0 for combining marks and format characters, 2 for wide ones.
std::size_t columns(std::string_view text);

/// The text cut to at most `most` columns, with an ellipsis where something is missing.
std::string cut(std::string_view text, std::size_t most);

/// Wraps a text that holds right-to-left letters in a first-strong isolate (UAX #9), so that what stands
/// beside it keeps its place. Other texts come back unchanged.
std::string isolate(std::string_view text);

/// How wide output may be: of the terminal, or unlimited where standard output is none.
std::size_t terminal_width();

/// A table for people: a header and rows, columns as wide as needed. Where the terminal is too narrow, the
/// widest columns are cut.
class Table {
 public:
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// The whole table, a line a row. `width` 0: as wide as it gets.
  [[nodiscard]] std::string text(std::size_t width) const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

/// Names and values below each other: "  name   value". Empty values are left out.
std::string fields(const std::vector<std::pair<std::string, std::string>>& list);

/// "12,345" and "1.2 MiB".
std::string grouped(std::uint64_t number);
std::string as_bytes(std::uint64_t bytes);

/// An RFC 3339 time to the second, without T and Z, as tables show it; other texts unchanged.
std::string short_time(std::string_view time);

/// Prints one line a second or so about something long, over itself, where standard error is a terminal.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of `all` units of work (0: unknown how much there is), and `count` things so far.
  void show(std::string_view name, std::uint64_t done, std::uint64_t all, std::uint64_t count);
  /// Removes the line, for other text to be printed.
  void clear();

 private:
  bool wanted_;
  bool drawn_ = false;
  std::int64_t started_us_;
  std::int64_t last_us_ = 0;
};

}  // namespace tansiq::cli

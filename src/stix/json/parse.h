#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "stix/json/value.h"
#include "stix/problem.h"

namespace tansiq::stix::json {

/// A place within a value, chained upwards over the call stack; written out only when there is something to
/// say.
struct Path {
  const Path* up = nullptr;
  std::string_view key;   ///< name in an object
  std::size_t index = 0;  ///< place in an array, where `key` has no data

  /// The JSON pointer (RFC 6901) of this place. A name longer than any that is allowed is cut and ends in
  /// "...".
  [[nodiscard]] std::string pointer() const;
};

/// Deepest nesting that any caller may allow: what reads values recurses once for each level.
inline constexpr std::size_t deepest = 1'000;

/// Longest name that is written out in a pointer, in bytes.
inline constexpr std::size_t longest_name = 300;

/// At most the first `longest` bytes of a UTF-8 text, cut between characters: what hostile input contributes
/// to messages.
std::string_view beginning_of(std::string_view text, std::size_t longest);

/// Whether a text is well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

/// The only code that knows the JSON parser. Parses a text once and gives its parts as values, one after
/// another.
class Parser {
 public:
  Parser();
  ~Parser();
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;

  /// Parses a whole text. Afterwards the text itself is no longer needed. Fails for what is no JSON, no
  /// UTF-8, or nested deeper than `depth`; the error says at which line and column.
  [[nodiscard]] base::Result<void> parse(std::string_view json, std::size_t depth);

  [[nodiscard]] Kind top_kind() const;

  /// Whether the top value is an object with a member of this name.
  [[nodiscard]] bool has(std::string_view key) const;

  /// Whether the top value is an object without members.
  [[nodiscard]] bool is_empty() const;

  /// The text of that member; empty where it is absent or no string. It lives until the next parse().
  [[nodiscard]] std::string_view text_of(std::string_view key) const;

  /// Turns the top value into a Value.
  [[nodiscard]] Value top(std::vector<Problem>& problems);

  /// Turns the top value into a Value without the member called `except`.
  [[nodiscard]] Value top_without(std::string_view except, std::vector<Problem>& problems);

  /// Stands before the first item of the top array or, where `key` is not empty, of the array that is the
  /// top's member of that name. False where there is no such array.
  [[nodiscard]] bool begin(std::string_view key);

  /// The next item of that array; false behind the last. It lives until the next call. `problems` is emptied,
  /// and what keeps the item from having a canonical form is added: names that stand twice, integers beyond
  /// ±(2^53-1).
  [[nodiscard]] bool next(Value& item, std::vector<Problem>& problems);

  /// Gives back the memory that a huge text needed. What was parsed is gone.
  void release();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tansiq::stix::json

#include "stix/json/locate.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <simdjson.h>
#include <string>
#include <vector>

namespace tansiq::stix::json {
namespace {

/// Reads a text strictly by RFC 8259 and stops at the first thing that is wrong. Keeps its own stack of
/// brackets, so that nesting costs a byte and no recursion.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t depth) : text_(text), depth_(depth) {}

  /// Whether the text is in order.
  bool run() {
    blank();
    if (at_end()) return wrong("the text is empty", "a JSON value");
    for (;;) {
      if (!value()) return false;
      // After a value: leave what it ends, or go on to the next in the same bracket.
      for (;;) {
        blank();
        if (open_.empty()) return at_end() || wrong("something follows the end of the JSON value", "nothing");
        if (at_end()) return wrong("the text ends too early", "a comma or a closing bracket");
        const bool object = open_.back() == '{';
        if (peek() == (object ? '}' : ']')) {
          ++at_;
          open_.pop_back();
          continue;
        }
        if (peek() != ',') {
          return wrong(fmt::format("{} was not expected here", shown()),
                       object ? "a comma or a closing brace" : "a comma or a closing bracket");
        }
        ++at_;
        if (object && !name()) return false;
        break;
      }
    }
  }

  base::Fault fault = base::Fault::invalid;
  std::string what;
  std::string expected;

  /// "line 3, column 14", counted from 1, columns in bytes.
  [[nodiscard]] std::string place() const {
    std::size_t line = 1;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < at_ && i < text_.size(); ++i) {
      if (text_[i] != '\n') continue;
      ++line;
      begin = i + 1;
    }
    return fmt::format("line {}, column {}", line, at_ - begin + 1);
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }

  bool wrong(std::string said, std::string right) {
    what = std::move(said);
    expected = std::move(right);
    return false;
  }

  void blank() {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
  }

  /// The character here, fit for an error message.
  [[nodiscard]] std::string shown() const {
    const auto c = static_cast<unsigned char>(peek());
    if (at_end()) return "the end of the text";
    if (c > 0x20 && c < 0x7f) return fmt::format("'{}'", static_cast<char>(c));
    return fmt::format("the byte {:#04x}", c);
  }

  /// A value, or the opening of one that holds others together with all openings that follow at once.
  bool value() {
    for (;;) {
      blank();
      if (at_end()) return wrong("the text ends too early", "a JSON value");
      const char c = peek();
      if (c != '{' && c != '[') return scalar();
      open_ += c;
      ++at_;
      blank();
      if (peek() == (c == '{' ? '}' : ']')) {
        ++at_;
        open_.pop_back();
        return true;
      }
      if (open_.size() > depth_) {
        fault = base::Fault::too_large;
        return wrong(fmt::format("it is nested deeper than {} levels", depth_), "flatter data");
      }
      if (c == '{' && !name()) return false;
    }
  }

  /// A member's name and its colon.
  bool name() {
    blank();
    if (peek() != '"')
      return wrong(fmt::format("{} stands where a name should", shown()), "a name in quotes");
    if (!string()) return false;
    blank();
    if (peek() != ':') return wrong(fmt::format("{} stands behind a name", shown()), "a colon");
    ++at_;
    return true;
  }

  bool scalar() {
    const char c = peek();
    if (c == '"') return string();
    if (c == '-' || (c >= '0' && c <= '9')) return number();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return true;
      }
    }
    if (text_.substr(at_).starts_with("NaN") || text_.substr(at_).starts_with("Infinity"))
      return wrong("JSON has no NaN and no infinity", "a finite number or null");
    return wrong(fmt::format("{} begins no JSON value", shown()),
                 "an object, array, string in double quotes, number, true, false or null");
  }

  bool digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }

  bool number() {
    const std::size_t begin = at_;
    if (peek() == '-') ++at_;
    if (text_.substr(at_).starts_with("Infinity"))
      return wrong("JSON has no NaN and no infinity", "a finite number or null");
    const bool zero = peek() == '0';
    const std::size_t whole = at_;
    if (!digits()) return wrong("a number has no digits", "at least one digit");
    if (zero && at_ - whole > 1) return wrong("a number begins with a superfluous zero", "no leading zeros");
    bool integer = true;
    if (peek() == '.') {
      integer = false;
      ++at_;
      if (!digits()) return wrong("a number has no digit behind its point", "at least one digit");
    }
    if (peek() == 'e' || peek() == 'E') {
      integer = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return wrong("a number has no digit in its exponent", "at least one digit");
    }
    const std::string text(text_.substr(begin, at_ - begin));
    const double size = std::fabs(std::strtod(text.c_str(), nullptr));
    if (std::isinf(size) || (integer && size >= 0x1p63)) {
      at_ = begin;
      return wrong("the number is too large", "integers within ±(2^53-1), others below 1.8e308");
    }
    return true;
  }

  bool string() {
    ++at_;  // the quote
    while (!at_end()) {
      const auto c = static_cast<unsigned char>(peek());
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return wrong(fmt::format("{} stands bare in a string", shown()), "an escape such as \\n");
      if (c == '\\') {
        if (!escape()) return false;
      } else if (c < 0x80) {
        ++at_;
      } else if (!utf8()) {
        return wrong("the text is not UTF-8", "the whole text in UTF-8 (RFC 3629)");
      }
    }
    return wrong("a string is not closed", "a double quote");
  }

  /// Four hexadecimal digits at `from`, or -1.
  [[nodiscard]] int hex4(std::size_t from) const {
    int value = 0;
    for (std::size_t i = from; i < from + 4; ++i) {
      const char c = i < text_.size() ? text_[i] : '\0';
      int digit = -1;
      if (c >= '0' && c <= '9') digit = c - '0';
      if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
      if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  }

  bool escape() {
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (kind != 'u') {
      if (std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos || kind == '\0')
        return wrong("there is no such escape", "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
      at_ += 2;
      return true;
    }
    const int first = hex4(at_ + 2);
    if (first < 0) return wrong("\\u has no four hexadecimal digits", "four hexadecimal digits");
    if (first < 0xd800 || first > 0xdfff) {
      at_ += 6;
      return true;
    }
    const bool pair = first < 0xdc00 && text_.substr(at_ + 6).starts_with("\\u");
    const int second = pair ? hex4(at_ + 8) : -1;
    if (second < 0xdc00 || second > 0xdfff) {
      return wrong("half a surrogate pair stands alone, which is no character",
                   "both halves, or the character itself in UTF-8");
    }
    at_ += 12;
    return true;
  }

  /// One character of more than one byte (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF).
  bool utf8() {
    const auto byte = [&](std::size_t i) {
      return at_ + i < text_.size() ? static_cast<unsigned char>(text_[at_ + i]) : 0U;
    };
    const unsigned lead = byte(0);
    std::size_t more = 0;
    unsigned low = 0x80;
    unsigned high = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) more = 1;
    if (lead >= 0xe0 && lead <= 0xef) more = 2;
    if (lead >= 0xf0 && lead <= 0xf4) more = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
    if (more == 0 || byte(1) < low || byte(1) > high) return false;
    for (std::size_t i = 2; i <= more; ++i)
      if (byte(i) < 0x80 || byte(i) > 0xbf) return false;
    at_ += more + 1;
    return true;
  }

  std::string_view text_;
  std::size_t depth_;
  std::size_t at_ = 0;
  std::string open_;  ///< the brackets that are open, the innermost last
};

}  // namespace

base::Error explain(std::string_view json, std::size_t depth, int code) {
  Scanner scanner(json, depth);
  if (!scanner.run()) {
    return {scanner.fault, "not readable as JSON: " + scanner.what, scanner.place(),
            "expected: " + scanner.expected};
  }
  const auto error = static_cast<simdjson::error_code>(code);
  if (error == simdjson::UTF8_ERROR)
    return {base::Fault::invalid, "the text is not UTF-8", {}, "the whole text in UTF-8 (RFC 3629)"};
  return {error == simdjson::CAPACITY ? base::Fault::too_large : base::Fault::invalid,
          fmt::format("not readable as JSON: {}", simdjson::error_message(error)),
          {},
          {}};
}

}  // namespace tansiq::stix::json

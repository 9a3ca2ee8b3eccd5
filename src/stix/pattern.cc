#include "stix/pattern.h"

#include <array>
#include <fmt/format.h>
#include <optional>
#include <string>

#include "stix/check/forms.h"
#include "stix/json/parse.h"

// A recursive descent over the grammar of section 9; each method is one of its rules. Chains of AND, OR and
// FOLLOWEDBY are loops, so that only parentheses recurse, and those are counted.

namespace tansiq::stix {
namespace {

enum class Token {
  end,
  word,         ///< a name or keyword without hyphen
  hyphen_word,  ///< a name with hyphens, as only types may have
  text,
  hex,
  binary,
  time,
  whole,     ///< an integer
  fraction,  ///< a number with a point
  mark,      ///< punctuation or an operator, as it stands
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::array<std::string_view, 19> keywords = {
    "AND", "OR",    "NOT",  "FOLLOWEDBY", "LIKE", "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS", "LAST",
    "IN",  "START", "STOP", "SECONDS",    "true", "false",   "WITHIN",     "REPEATS",  "TIMES"};

constexpr std::array<std::string_view, 5> two_character_marks = {"==", "!=", "<>", "<=", ">="};
constexpr std::array<std::string_view, 4> text_tests = {"LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"};

constexpr std::array<std::string_view, 8> wide_spaces = {"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80",
                                                         "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
                                                         "\xe2\x81\x9f", "\xe3\x80\x80"};

bool is_keyword(std::string_view word) {
  for (const std::string_view keyword : keywords)
    if (keyword == word) return true;
  return false;
}

/// Stops at the first error; whoever sees false returns false.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Problem> run() {
    if (next() && observations(0) &&
        (token_ == Token::end || wrong("nothing, AND, OR, FOLLOWEDBY or a qualifier")))
      return std::nullopt;
    return problem_;
  }

 private:
  static constexpr int deepest = 64;

  // --- Errors ---

  bool fail_at(std::size_t at, std::string what, std::string expected) {
    problem_ = {"", fmt::format("the pattern is wrong at column {}: {}", at + 1, what), std::move(expected),
                false};
    return false;
  }

  /// The token here is not what the grammar wants.
  bool wrong(std::string_view expected) {
    if (token_ == Token::end) return fail_at(text_.size(), "it ends too early", std::string(expected));
    return fail_at(begin_, fmt::format("{} does not belong here", json::beginning_of(value_, 40)),
                   std::string(expected));
  }

  // --- Tokens ---

  /// White space and comments. False where a comment is not closed.
  bool blank() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (rest[0] == ' ' || (rest[0] >= '\t' && rest[0] <= '\r')) {
        ++at_;
      } else if (rest.starts_with("//")) {
        at_ = std::min(text_.size(), text_.find_first_of("\r\n", at_));
      } else if (rest.starts_with("/*")) {
        const std::size_t close = text_.find("*/", at_ + 2);
        if (close == std::string_view::npos) return fail_at(at_, "a comment is not closed", "*/");
        at_ = close + 2;
      } else if (const std::size_t size = wide_blank(rest); size > 0) {
        at_ += size;
      } else {
        break;
      }
    }
    return true;
  }

  /// The size of a Unicode space that the grammar skips, or 0.
  static std::size_t wide_blank(std::string_view rest) {
    if ((rest[0] & 0x80) == 0) return 0;
    for (const std::string_view space : wide_spaces)
      if (rest.starts_with(space)) return space.size();
    const bool thin =
        rest.size() >= 3 && rest.starts_with("\xe2\x80") && static_cast<unsigned char>(rest[2]) <= 0x8a;
    return thin ? 3 : 0;
  }

  bool take(Token token, std::size_t end) {
    token_ = token;
    value_ = text_.substr(begin_, end - begin_);
    at_ = end;
    return true;
  }

  bool next() {
    if (!blank()) return false;
    begin_ = at_;
    if (at_ == text_.size()) return take(Token::end, at_);
    const char c = text_[at_];
    const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c == '\'') return quoted(Token::text, at_);
    if (after == '\'' && c == 'h') return quoted(Token::hex, at_ + 1);
    if (after == '\'' && c == 'b') return quoted(Token::binary, at_ + 1);
    if (after == '\'' && c == 't') return quoted(Token::time, at_ + 1);
    if (is_letter(c)) return name();
    if (is_digit(c) || c == '.' || c == '+' || c == '-') {
      if (is_digit(c) || is_digit(after) || (c != '.' && after == '.')) return number();
    }
    if (std::string_view("=!<>").find(c) != std::string_view::npos) {
      for (const std::string_view mark : two_character_marks)
        if (text_.substr(at_).starts_with(mark)) return take(Token::mark, at_ + 2);
    }
    if (std::string_view("[]().,:=<>*").find(c) != std::string_view::npos) return take(Token::mark, at_ + 1);
    return fail_at(at_, "a character that no pattern has here",
                   "strings in single quotes, names, numbers and operators");
  }

  bool name() {
    std::size_t end = at_;
    bool hyphen = false;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == '-')) {
      hyphen = hyphen || text_[end] == '-';
      ++end;
    }
    return take(hyphen ? Token::hyphen_word : Token::word, end);
  }

  bool number() {
    std::size_t end = at_;
    if (text_[end] == '+' || text_[end] == '-') ++end;
    const std::size_t whole = end;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
      ++end;
      while (end < text_.size() && is_digit(text_[end])) ++end;
      return take(Token::fraction, end);
    }
    if (end == whole) return fail_at(at_, "a number without digits", "digits");
    if (end - whole > 1 && text_[whole] == '0')
      return fail_at(at_, "a number with a superfluous zero", "no leading zeros");
    return take(Token::whole, end);
  }

  /// A literal in single quotes, the first at `open`.
  bool quoted(Token token, std::size_t open) {
    std::size_t end = open + 1;
    while (end < text_.size() && text_[end] != '\'') {
      if (token == Token::text && text_[end] == '\\') {
        const char escaped = end + 1 < text_.size() ? text_[end + 1] : '\0';
        if (escaped != '\'' && escaped != '\\')
          return fail_at(end, "a backslash that escapes nothing", "\\\\ for a backslash, \\' for a quote");
        ++end;
      }
      ++end;
    }
    if (end >= text_.size()) return fail_at(begin_, "a string is not closed", "a single quote");
    const std::string_view inner = text_.substr(open + 1, end - open - 1);
    std::size_t digits = 0;
    if (token == Token::hex && !inner.empty() && !check::is_hex(inner))
      return fail_at(begin_, "a hexadecimal literal is none", "an even number of hexadecimal digits");
    if (token == Token::binary && (inner.empty() || !check::is_base64(inner)))
      return fail_at(begin_, "a binary literal is no base64", "base64 with padding");
    if (token == Token::time) {
      if (const check::Complaint complaint = check::timestamp(inner, digits); complaint)
        return fail_at(begin_, std::string(complaint.what), std::string(complaint.expected));
    }
    return take(token, end + 1);
  }

  [[nodiscard]] bool is_word(std::string_view word) const { return token_ == Token::word && value_ == word; }
  [[nodiscard]] bool is_mark(std::string_view mark) const { return token_ == Token::mark && value_ == mark; }

  bool must_mark(std::string_view mark, std::string_view expected) {
    return is_mark(mark) ? next() : wrong(expected);
  }

  // --- Grammar ---

  bool observations(int depth) {
    // FOLLOWEDBY binds weakest, AND strongest; for what is right and wrong the order does not matter.
    for (;;) {
      if (!observation(depth)) return false;
      if (!is_word("AND") && !is_word("OR") && !is_word("FOLLOWEDBY")) return true;
      if (!next()) return false;
    }
  }

  bool observation(int depth) {
    if (depth > deepest) return fail_at(begin_, "it is nested too deep", "at most 64 parentheses");
    if (is_mark("[")) {
      if (!next() || !comparisons(depth + 1) || !must_mark("]", "], AND or OR")) return false;
    } else if (is_mark("(")) {
      if (!next() || !observations(depth + 1) || !must_mark(")", "), AND, OR, FOLLOWEDBY or a qualifier"))
        return false;
    } else {
      return wrong("an observation in square brackets");
    }
    return qualifiers();
  }

  bool qualifiers() {
    for (;;) {
      if (is_word("START")) {
        if (!next() || !must_time() || !must_word("STOP") || !must_time()) return false;
      } else if (is_word("WITHIN")) {
        if (!next() || !must_positive(true) || !must_word("SECONDS")) return false;
      } else if (is_word("REPEATS")) {
        if (!next() || !must_positive(false) || !must_word("TIMES")) return false;
      } else {
        return true;
      }
    }
  }

  bool must_word(std::string_view word) { return is_word(word) ? next() : wrong(word); }

  bool must_time() {
    return token_ == Token::time ? next() : wrong("a timestamp such as t'2026-05-01T10:00:00Z'");
  }

  bool must_positive(bool fraction) {
    const bool number = token_ == Token::whole || (fraction && token_ == Token::fraction);
    if (!number || value_[0] == '-' || value_.find_first_of("123456789") == std::string_view::npos)
      return wrong(fraction ? "a number above zero" : "an integer above zero");
    return next();
  }

  bool comparisons(int depth) {
    for (;;) {
      if (!comparison(depth)) return false;
      if (!is_word("AND") && !is_word("OR")) return true;
      if (!next()) return false;
    }
  }

  bool comparison(int depth) {
    if (depth > deepest) return fail_at(begin_, "it is nested too deep", "at most 64 parentheses");
    if (is_mark("(")) return next() && comparisons(depth + 1) && must_mark(")", "), AND or OR");
    if (is_word("NOT")) {
      if (!next()) return false;
      if (!is_word("EXISTS")) return wrong("EXISTS; elsewhere NOT stands behind the object path");
    }
    if (is_word("EXISTS")) return next() && object_path();
    return object_path() && test();
  }

  /// What stands behind an object path.
  bool test() {
    if (is_word("NOT") && !next()) return false;
    if (is_word("IN")) return next() && set();
    for (const std::string_view word : text_tests) {
      if (!is_word(word)) continue;
      if (!next()) return false;
      return token_ == Token::text ? next() : wrong("a string in single quotes");
    }
    const bool equality = is_mark("=") || is_mark("==") || is_mark("!=") || is_mark("<>");
    const bool order = is_mark("<") || is_mark("<=") || is_mark(">") || is_mark(">=");
    if (!equality && !order) return wrong("a comparison such as =, !=, <, IN, LIKE or MATCHES");
    return next() && literal(equality);
  }

  bool literal(bool boolean) {
    switch (token_) {
      case Token::text:
      case Token::hex:
      case Token::binary:
      case Token::time:
      case Token::whole:
      case Token::fraction:
        return next();
      default:
        if (boolean && (is_word("true") || is_word("false"))) return next();
        return wrong(boolean ? "a string in single quotes, number, timestamp, true or false"
                             : "a string in single quotes, number or timestamp");
    }
  }

  bool set() {
    if (!must_mark("(", "a list in parentheses")) return false;
    if (is_mark(")")) return next();
    for (;;) {
      if (!literal(true)) return false;
      if (is_mark(")")) return next();
      if (!must_mark(",", "a comma or a closing parenthesis")) return false;
    }
  }

  bool object_path() {
    const bool name = (token_ == Token::word && !is_keyword(value_)) || token_ == Token::hyphen_word;
    if (!name) return wrong("an object path such as file:name");
    if (!check::is_type_name(value_)) return wrong("the name of a type: 3 to 250 of a-z, 0-9 and hyphens");
    if (!next() || !must_mark(":", "a colon and a property")) return false;
    if (token_ == Token::word && !is_keyword(value_) && !check::is_property_name(value_))
      return wrong("the name of a property: 3 to 250 of a-z, 0-9 and underscore");
    if (!step()) return false;
    for (;;) {
      if (is_mark(".")) {
        if (!next() || !step()) return false;
      } else if (is_mark("[")) {
        if (!next()) return false;
        if (token_ != Token::whole && !is_mark("*")) return wrong("a place in a list: a number or *");
        if (!next() || !must_mark("]", "]")) return false;
      } else {
        return true;
      }
    }
  }

  bool step() {
    const bool name = token_ == Token::word && !is_keyword(value_);
    if (!name && token_ != Token::text)
      return wrong(token_ == Token::hyphen_word ? "a name with a hyphen in single quotes"
                                                : "the name of a property");
    return next();
  }

  std::string_view text_;
  std::size_t at_ = 0;     ///< behind the token
  std::size_t begin_ = 0;  ///< of the token
  Token token_ = Token::end;
  std::string_view value_;  ///< the token as it stands
  Problem problem_;
};

}  // namespace

std::vector<Problem> check_pattern(std::string_view pattern) {
  if (auto problem = Parser(pattern).run()) return {std::move(*problem)};
  return {};
}

}  // namespace tansiq::stix

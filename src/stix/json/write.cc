#include "stix/json/write.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace tansiq::stix::json {
namespace {

/// For each byte whether it must be escaped: control characters, the quote and the backslash.
constexpr auto escaped = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

/// Whether one of eight bytes must be escaped, by arithmetic on all at once. May say yes for a byte beside
/// one that must be, never no for one.
bool any_escaped(std::uint64_t eight) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t high = ones * 0x80;
  const auto has_zero = [](std::uint64_t x) { return (x - ones) & ~x & high; };
  const std::uint64_t control = (eight - ones * 0x20) & ~eight & high;
  return (control | has_zero(eight ^ (ones * '"')) | has_zero(eight ^ (ones * '\\'))) != 0;
}

void append_escape(std::string& out, unsigned char c) {
  static constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    default:
      out += "\\u00";
      out += hex[c >> 4];
      out += hex[c & 15];
  }
}

void append_integer(std::string& out, std::int64_t integer) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, integer).ptr;
  out.append(text, end);
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // where the run that can be copied as it is begins
  std::size_t i = 0;
  while (i < text.size()) {
    if (i + 8 <= text.size()) {
      std::uint64_t eight;
      std::memcpy(&eight, text.data() + i, 8);
      if (!any_escaped(eight)) {
        i += 8;
        continue;
      }
    }
    const auto c = static_cast<unsigned char>(text[i]);
    if (escaped[c]) {
      out.append(text, plain, i - plain);
      append_escape(out, c);
      plain = i + 1;
    }
    ++i;
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void append_number(std::string& out, double number) {
  if (number == 0) {
    out += '0';  // minus zero too
    return;
  }
  if (number < 0) {
    out += '-';
    number = -number;
  }
  // The shortest digits that read back as the same double, as d.ddde±x; what follows only places the point.
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::scientific).ptr;
  const std::string_view shortest(text, static_cast<std::size_t>(end - text));
  const std::size_t e = shortest.find('e');
  char digits[32] = {};
  int count = 0;
  for (const char c : shortest.substr(0, e))
    if (c != '.') digits[count++] = c;
  int exponent = 0;
  const std::string_view power = shortest.substr(e + (shortest[e + 1] == '+' ? 2 : 1));
  std::from_chars(power.data(), power.data() + power.size(), exponent);

  const int point = exponent + 1;  // ECMA-262's n: the value is 0.ddd times ten to this power
  if (count <= point && point <= 21) {
    out.append(digits, static_cast<std::size_t>(count));
    out.append(static_cast<std::size_t>(point - count), '0');
  } else if (0 < point && point <= 21) {
    out.append(digits, static_cast<std::size_t>(point));
    out += '.';
    out.append(digits + point, static_cast<std::size_t>(count - point));
  } else if (-6 < point && point <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-point), '0');
    out.append(digits, static_cast<std::size_t>(count));
  } else {
    out += digits[0];
    if (count > 1) {
      out += '.';
      out.append(digits + 1, static_cast<std::size_t>(count - 1));
    }
    out += 'e';
    out += exponent < 0 ? '-' : '+';
    append_integer(out, std::abs(exponent));
  }
}

void append(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      out += "null";
      return;
    case Kind::boolean:
      out += value.flag() ? "true" : "false";
      return;
    case Kind::integer:
      append_integer(out, value.integer());
      return;
    case Kind::number:
      append_number(out, value.number());
      return;
    case Kind::string:
      append_string(out, value.text());
      return;
    case Kind::array: {
      char before = '[';
      for (const Value& item : value.members()) {
        out += before;
        append(out, item);
        before = ',';
      }
      out += value.members().empty() ? "[]" : "]";
      return;
    }
    case Kind::object: {
      char before = '{';
      for (const Value& member : value.members()) {
        out += before;
        append_string(out, member.key());
        out += ':';
        append(out, member);
        before = ',';
      }
      out += value.members().empty() ? "{}" : "}";
      return;
    }
  }
}

}  // namespace tansiq::stix::json

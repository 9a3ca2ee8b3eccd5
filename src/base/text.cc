#include "base/text.h"

#include <cstdint>
#include <fmt/format.h>
#include <string>

namespace tansiq::base {
namespace {

constexpr std::uint32_t not_a_character = 0xffff'ffff;

/// Takes one code point off the front of `rest`; `not_a_character` where the bytes are no UTF-8.
std::uint32_t take(std::string_view& rest) {
  const auto first = static_cast<unsigned char>(rest.front());
  std::size_t size = 1;
  std::uint32_t point = first;
  std::uint32_t least = 0;
  if (first >= 0x80) {
    if ((first & 0xe0) == 0xc0) {
      size = 2, point = first & 0x1f, least = 0x80;
    } else if ((first & 0xf0) == 0xe0) {
      size = 3, point = first & 0x0f, least = 0x800;
    } else if ((first & 0xf8) == 0xf0) {
      size = 4, point = first & 0x07, least = 0x10000;
    } else {
      return not_a_character;
    }
  }
  if (rest.size() < size) return not_a_character;
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(rest[i]);
    if ((next & 0xc0) != 0x80) return not_a_character;
    point = (point << 6) | (next & 0x3f);
  }
  rest.remove_prefix(size);
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  return point < least || surrogate || point > 0x10ffff ? not_a_character : point;
}

bool is_control(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7f && point <= 0x9f) || point == 0x2028 || point == 0x2029;
}

bool changes_direction(std::uint32_t point) {
  return point == 0x061c || point == 0x200e || point == 0x200f || (point >= 0x202a && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty())
    if (take(bytes) == not_a_character) return false;
  return true;
}

Result<> check_line(std::string_view text, std::size_t most, std::string_view where) {
  if (text.size() > most)
    return fail(Fault::too_large, fmt::format("{} bytes are more than {}", text.size(), most),
                std::string(where));
  while (!text.empty()) {
    const auto point = take(text);
    if (point == not_a_character) return fail(Fault::invalid, "is no UTF-8", std::string(where));
    if (is_control(point) || changes_direction(point))
      return fail(Fault::invalid, fmt::format("holds U+{:04X}, which no single line of text may hold", point),
                  std::string(where));
  }
  return {};
}

}  // namespace tansiq::base

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tansiq::names {

/// Names are compared as sequences of small letter codes into which every script is folded: case, diacritics,
/// tashkeel, tatweel, presentation forms, bidi controls and the letter variants of Persian and Urdu are gone.
/// Cyrillic and Greek are written in Latin letters; letters of other scripts become four nibbles each, so
/// that they can be equal or unequal and nothing more.
using Letter = std::uint8_t;

namespace letter {
inline constexpr Letter none = 0;
inline constexpr Letter a = 1;  ///< Latin a; the alphabet follows: b is 2, z is 26
inline constexpr Letter first_arabic = 27;
// clang-format off
enum Arabic : Letter {
  alef = first_arabic, beh, teh, theh, jeem, hah, khah, dal, thal, reh, zain, seen, sheen, sad, dad, tah, zah,
  ain, ghain, feh, qaf, kaf, lam, meem, noon, heh, waw, yeh, peh, tcheh, jeh, gaf, veh, last_arabic = veh
};
// clang-format on
inline constexpr Letter first_digit = 61;  ///< digits of every script, 0 to 9
inline constexpr Letter first_other = 71;  ///< sixteen nibbles for letters that are not read
inline constexpr Letter count = 87;

constexpr Letter latin(char c) {
  return static_cast<Letter>(c - 'a' + 1);
}
constexpr bool is_latin(Letter l) {
  return l >= a && l < first_arabic;
}
constexpr bool is_arabic(Letter l) {
  return l >= first_arabic && l <= last_arabic;
}
}  // namespace letter

enum class Script : std::uint8_t { latin, arabic, other };

/// The script that a sequence of letters is written in: that of its first letter.
constexpr Script script_of(Letter first) {
  if (letter::is_arabic(first)) return Script::arabic;
  return letter::is_latin(first) ? Script::latin : Script::other;
}

/// Up to `most` letters of one word, by value: no allocation while names are read and compared.
struct Word {
  static constexpr std::size_t most = 32;  ///< letters beyond are not looked at
  std::array<Letter, most> letters{};
  std::uint8_t size = 0;

  void push(Letter l) {
    if (size < most) letters[size++] = l;
  }
  void append(const Word& other) {
    for (std::size_t i = 0; i < other.size; ++i) push(other.letters[i]);
  }
  [[nodiscard]] Word from(std::size_t start) const {
    Word rest;
    for (std::size_t i = start; i < size; ++i) rest.push(letters[i]);
    return rest;
  }
  [[nodiscard]] Word first(std::size_t length) const {
    Word start;
    for (std::size_t i = 0; i < length && i < size; ++i) start.push(letters[i]);
    return start;
  }
  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(letters.data()), size};
  }
  [[nodiscard]] Script script() const { return script_of(size ? letters[0] : letter::none); }
  [[nodiscard]] bool starts_with(std::string_view codes) const { return view().starts_with(codes); }
  [[nodiscard]] bool ends_with(std::string_view codes) const { return view().ends_with(codes); }
  bool operator==(const Word& other) const { return view() == other.view(); }
};

/// A word as it stands in a name, before anything is known about what it is.
struct RawWord {
  Word word;
  std::uint16_t begin = 0;  ///< bytes in the name: [begin, end)
  std::uint16_t end = 0;
  bool dot_after = false;     ///< "J.", "b."
  bool hyphen_after = false;  ///< joined to the next word by a hyphen
  bool capital = false;       ///< its first letter is upper case
};

/// The words of a name. A comma ("ROSSI, Ana") is remembered as the number of words before the first one.
struct RawWords {
  std::vector<RawWord> words;
  std::size_t before_comma = 0;
};

/// Folds a name into words, in time linear in its length. Malformed UTF-8 separates words.
void fold(std::string_view utf8, RawWords& out);

/// One word from a literal of this source, e.g. word_of("عبد").
Word word_of(std::string_view utf8);

/// Letters in writing, for data files and messages; word_of(written(w)) is w for Latin and Arabic letters.
std::string written(const Word& word);

}  // namespace tansiq::names

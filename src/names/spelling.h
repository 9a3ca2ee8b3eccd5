#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "names/letters.h"

namespace tansiq::names {

/// A letter or a group of letters that is heard as one ("sch", "ou", "او"); vowels and weak letters have
/// symbols of their own at the beginning and the end of a word.
using Symbol = std::uint8_t;

namespace symbol {
inline constexpr Symbol none = 0;  ///< nothing: the other side of an omitted letter
inline constexpr std::size_t most = 256;
inline constexpr std::size_t longest = 4;  ///< letters in a symbol
}  // namespace symbol

/// Every symbol of a word, by the position where it ends.
struct Spelling {
  /// The symbols that end behind one letter, the single letter first.
  struct Ends {
    std::uint8_t count = 0;
    std::array<std::uint8_t, symbol::longest> length;
    std::array<Symbol, symbol::longest> symbol;
  };
  std::uint8_t size = 0;
  std::uint8_t longest = 1;  ///< letters in the longest symbol
  std::array<Ends, Word::most> ends;

  [[nodiscard]] Symbol single(std::size_t i) const { return ends[i].symbol[0]; }
};

/// Finds the symbols of a word; linear in its length.
void spell(const Letter* letters, std::size_t size, Spelling& out);
inline void spell(const Word& word, Spelling& out) {
  spell(word.letters.data(), word.size, out);
}

/// How many symbols there are; valid ones are 1 to this number minus one.
std::size_t symbol_count();

/// A symbol in writing, for the data file: "sh", "^a" at the beginning, "ه$" at the end.
const std::string& written(Symbol s);

/// The symbol that is written so, or none.
Symbol symbol_of(std::string_view written);

/// The script of a symbol and how many letters it has.
Script script_of_symbol(Symbol s);
std::size_t length_of_symbol(Symbol s);

}  // namespace tansiq::names

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "desk/kind.h"

/// The desk's words and sentences in four languages. They are data: a test holds that none is missing.
namespace tansiq::desk {

enum class Lang : std::uint8_t { en, fr, es, ar };

/// The language of a tag of RFC 5646 ("fr", "ar-MA"); English where it is none of the four.
Lang lang_from(std::string_view tag);

/// Whether it is written from the right.
inline bool right_to_left(Lang lang) {
  return lang == Lang::ar;
}

/// A word that a fold or a desk gives, said to a person: of the kind where it has it, else of all. An unknown
/// word is given back as it is.
std::string_view say(std::string_view word, Lang lang, const Kind* kind = nullptr);

/// Every word that does not belong to one kind.
std::span<const Word> common_words();

/// The text of a word in a language.
std::string_view text_in(const Word& word, Lang lang);

}  // namespace tansiq::desk

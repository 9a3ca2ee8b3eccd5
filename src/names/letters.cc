#include "names/letters.h"

#include <string>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <utility>

namespace tansiq::names {
namespace {

constexpr char32_t malformed = 0xFFFD;

/// Reads one code point and moves `at` past it.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(at++);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0;
  if (more == 0 || lead > 0xF4) return malformed;
  char32_t code = lead & (0x3FU >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (byte(at) & 0xC0) != 0x80) return malformed;
    code = (code << 6) | (byte(at++) & 0x3F);
  }
  return code;
}

/// What a code point becomes: nothing (skipped inside a word), a separator, or up to four letters.
struct Folded {
  enum class Kind : std::uint8_t { separator, skip, letters } kind = Kind::separator;
  std::uint8_t size = 0;
  std::array<Letter, 4> letters{};
};

Folded latin_letters(std::string_view ascii) {
  Folded folded;
  folded.kind = ascii.empty() ? Folded::Kind::skip : Folded::Kind::letters;
  for (const char c : ascii) folded.letters[folded.size++] = letter::latin(c);
  return folded;
}

Folded one_letter(Letter l) {
  Folded folded;
  folded.kind = Folded::Kind::letters;
  folded.size = 1;
  folded.letters[0] = l;
  return folded;
}

Folded nibbles(char32_t code) {
  Folded folded;
  folded.kind = Folded::Kind::letters;
  folded.size = 4;
  for (int i = 0; i < 4; ++i)
    folded.letters[i] = static_cast<Letter>(letter::first_other + ((code >> (12 - 4 * i)) & 0xF));
  return folded;
}

// Latin letters whose usual reading is not the base letter: the signs of the scientific transliterations of
// Arabic, Turkish, the Slavic languages and the ligatures.
const std::pair<char32_t, const char*> special_latin[] = {
    {U'ß', "ss"}, {U'æ', "ae"}, {U'Æ', "ae"}, {U'œ', "oe"}, {U'Œ', "oe"}, {U'ø', "o"},  {U'Ø', "o"},
    {U'đ', "d"},  {U'Đ', "d"},  {U'ð', "d"},  {U'Ð', "d"},  {U'þ', "th"}, {U'Þ', "th"}, {U'ł', "l"},
    {U'Ł', "l"},  {U'ı', "i"},  {U'ŋ', "n"},  {U'ə', "a"},  {U'Ə', "a"},  {U'š', "sh"}, {U'Š', "sh"},
    {U'ş', "sh"}, {U'Ş', "sh"}, {U'ș', "sh"}, {U'Ș', "sh"}, {U'č', "ch"}, {U'Č', "ch"}, {U'ž', "zh"},
    {U'Ž', "zh"}, {U'ǧ', "j"},  {U'Ǧ', "j"},  {U'ġ', "gh"}, {U'Ġ', "gh"}, {U'ḫ', "kh"}, {U'Ḫ', "kh"},
    {U'ḵ', "kh"}, {U'Ḵ', "kh"}, {U'ẖ', "kh"}, {U'ṯ', "th"}, {U'Ṯ', "th"}, {U'ḏ', "dh"}, {U'Ḏ', "dh"},
    {U'ŧ', "h"},  {U'Ŧ', "h"},  {U'ĳ', "ij"}, {U'Ĳ', "ij"}, {U'ħ', "h"},  {U'Ħ', "h"},  {U'ɛ', "e"},
};

const std::pair<char32_t, const char*> cyrillic[] = {
    {U'а', "a"},  {U'б', "b"},  {U'в', "v"},  {U'г', "g"},  {U'д', "d"},  {U'е', "e"},    {U'ё', "e"},
    {U'ж', "zh"}, {U'з', "z"},  {U'и', "i"},  {U'й', "y"},  {U'к', "k"},  {U'л', "l"},    {U'м', "m"},
    {U'н', "n"},  {U'о', "o"},  {U'п', "p"},  {U'р', "r"},  {U'с', "s"},  {U'т', "t"},    {U'у', "u"},
    {U'ф', "f"},  {U'х', "kh"}, {U'ц', "ts"}, {U'ч', "ch"}, {U'ш', "sh"}, {U'щ', "shch"}, {U'ъ', ""},
    {U'ы', "y"},  {U'ь', ""},   {U'э', "e"},  {U'ю', "yu"}, {U'я', "ya"}, {U'і', "i"},    {U'ї', "yi"},
    {U'є', "ye"}, {U'ґ', "g"},  {U'ў', "u"},  {U'ј', "j"},  {U'љ', "lj"}, {U'њ', "nj"},   {U'ћ', "c"},
    {U'ђ', "dj"}, {U'џ', "dz"}, {U'қ', "k"},  {U'ғ', "gh"}, {U'ү', "u"},  {U'ұ', "u"},    {U'ң', "n"},
    {U'ә', "a"},  {U'ө', "o"},  {U'һ', "h"},
};

const std::pair<char32_t, const char*> greek[] = {
    {U'α', "a"},  {U'β', "v"},  {U'γ', "g"},  {U'δ', "d"}, {U'ε', "e"}, {U'ζ', "z"}, {U'η', "i"},
    {U'θ', "th"}, {U'ι', "i"},  {U'κ', "k"},  {U'λ', "l"}, {U'μ', "m"}, {U'ν', "n"}, {U'ξ', "x"},
    {U'ο', "o"},  {U'π', "p"},  {U'ρ', "r"},  {U'σ', "s"}, {U'ς', "s"}, {U'τ', "t"}, {U'υ', "y"},
    {U'φ', "f"},  {U'χ', "ch"}, {U'ψ', "ps"}, {U'ω', "o"},
};

const std::pair<char32_t, Letter> arabic[] = {
    {U'ا', letter::alef},  {U'أ', letter::alef},  {U'إ', letter::alef},  {U'آ', letter::alef},
    {U'ٱ', letter::alef},  {U'ٲ', letter::alef},  {U'ٳ', letter::alef},  {U'ب', letter::beh},
    {U'ت', letter::teh},   {U'ٹ', letter::teh},   {U'ث', letter::theh},  {U'ج', letter::jeem},
    {U'ح', letter::hah},   {U'خ', letter::khah},  {U'د', letter::dal},   {U'ڈ', letter::dal},
    {U'ذ', letter::thal},  {U'ر', letter::reh},   {U'ڑ', letter::reh},   {U'ړ', letter::reh},
    {U'ز', letter::zain},  {U'س', letter::seen},  {U'ش', letter::sheen}, {U'ښ', letter::sheen},
    {U'ص', letter::sad},   {U'ض', letter::dad},   {U'ط', letter::tah},   {U'ظ', letter::zah},
    {U'ع', letter::ain},   {U'غ', letter::ghain}, {U'ف', letter::feh},   {U'ق', letter::qaf},
    {U'ك', letter::kaf},   {U'ک', letter::kaf},   {U'ڪ', letter::kaf},   {U'ل', letter::lam},
    {U'ڵ', letter::lam},   {U'م', letter::meem},  {U'ن', letter::noon},  {U'ں', letter::noon},
    {U'ڼ', letter::noon},  {U'ه', letter::heh},   {U'ة', letter::heh},   {U'ھ', letter::heh},
    {U'ہ', letter::heh},   {U'ۂ', letter::heh},   {U'ۀ', letter::heh},   {U'ۃ', letter::heh},
    {U'ە', letter::heh},   {U'و', letter::waw},   {U'ؤ', letter::waw},   {U'ۆ', letter::waw},
    {U'ۇ', letter::waw},   {U'ۋ', letter::waw},   {U'ي', letter::yeh},   {U'ى', letter::yeh},
    {U'ی', letter::yeh},   {U'ئ', letter::yeh},   {U'ے', letter::yeh},   {U'ۓ', letter::yeh},
    {U'ێ', letter::yeh},   {U'ې', letter::yeh},   {U'ۍ', letter::yeh},   {U'پ', letter::peh},
    {U'چ', letter::tcheh}, {U'څ', letter::tcheh}, {U'ژ', letter::jeh},   {U'گ', letter::gaf},
    {U'ڭ', letter::gaf},   {U'ڠ', letter::gaf},   {U'ڤ', letter::veh},   {U'ۊ', letter::waw},
};

/// The folding of every code point up to U+06FF and of U+1E00-U+1EFF, made once.
class Tables {
 public:
  Tables() {
    for (char32_t code = 0; code < low_.size(); ++code) low_[code] = by_properties(code);
    for (char32_t code = 0; code < extended_.size(); ++code)
      extended_[code] = by_properties(first_extended + code);
    for (const auto& [code, text] : special_latin) set(code, latin_letters(text));
    for (const auto& [code, text] : cyrillic) set_with_capital(code, latin_letters(text));
    for (const auto& [code, text] : greek) set_with_capital(code, latin_letters(text));
    for (const auto& [code, l] : arabic) set(code, one_letter(l));
    for (const char32_t code : {U'\'', U'`', U'´', U'ʿ', U'ʾ', U'ʼ', U'ʻ', U'ʹ', U'ʺ', U'ء', U'ـ'})
      set(code, latin_letters(""));
  }

  [[nodiscard]] Folded fold(char32_t code) const {
    if (code < low_.size()) return low_[code];
    if (code >= first_extended && code < first_extended + extended_.size())
      return extended_[code - first_extended];
    if (code == U'‘' || code == U'’' || code == U'‛' || code == U'′') return latin_letters("");
    return by_properties(code);
  }

 private:
  static constexpr char32_t first_extended = 0x1E00;

  void set(char32_t code, const Folded& folded) {
    if (code < low_.size())
      low_[code] = folded;
    else if (code >= first_extended && code < first_extended + extended_.size())
      extended_[code - first_extended] = folded;
  }
  void set_with_capital(char32_t code, const Folded& folded) {
    set(code, folded);
    set(static_cast<char32_t>(u_toupper(static_cast<UChar32>(code))), folded);
  }

  /// The base letter of a decomposable Latin, Cyrillic or Greek letter, a digit, or what the category says.
  static Folded by_properties(char32_t code) {
    const auto c = static_cast<UChar32>(code);
    if (u_charDigitValue(c) >= 0)
      return one_letter(static_cast<Letter>(letter::first_digit + u_charDigitValue(c)));
    const auto category = u_charType(c);
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR)
      return latin_letters("");
    if (!u_isalpha(c)) return {};
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfd = icu::Normalizer2::getNFDInstance(status);
    icu::UnicodeString parts;
    if (U_SUCCESS(status) && nfd->getDecomposition(c, parts)) {
      const UChar32 base = u_tolower(parts.char32At(0));
      if (base >= 'a' && base <= 'z') {
        const char text[] = {static_cast<char>(base), 0};
        return latin_letters(text);
      }
      for (const auto& [other, text] : cyrillic)
        if (static_cast<UChar32>(other) == base) return latin_letters(text);
      for (const auto& [other, text] : greek)
        if (static_cast<UChar32>(other) == base) return latin_letters(text);
    }
    const UChar32 lower = u_tolower(c);
    if (lower >= 'a' && lower <= 'z') return one_letter(letter::latin(static_cast<char>(lower)));
    return nibbles(code);
  }

  std::array<Folded, 0x700> low_;
  std::array<Folded, 0x100> extended_;
};

const Tables& tables() {
  static const Tables made;
  return made;
}

/// Whether a code point is a compatibility form that only NFKC can read: Arabic presentation forms,
/// full-width Latin, ligatures.
bool is_compatibility_form(char32_t code) {
  return (code >= 0xFB00 && code <= 0xFDFF) || (code >= 0xFE70 && code <= 0xFEFE) ||
         (code >= 0xFF01 && code <= 0xFFEF) || (code >= 0x2100 && code <= 0x214F) ||
         (code >= 0x1D400 && code <= 0x1D7FF);
}

/// The NFKC form of one code point as UTF-8.
std::string compatible(char32_t code) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfkc = icu::Normalizer2::getNFKCInstance(status);
  if (U_FAILURE(status)) return {};
  std::string text;
  nfkc->normalize(icu::UnicodeString(static_cast<UChar32>(code)), status).toUTF8String(text);
  return U_FAILURE(status) ? std::string() : text;
}

bool is_capital(char32_t code) {
  if (code < 0x80) return code >= 'A' && code <= 'Z';
  return code < 0x600 && u_isupper(static_cast<UChar32>(code));
}

/// Collects letters into words.
class Folding {
 public:
  explicit Folding(RawWords& out) : out_(out) {}

  void take(char32_t code, std::size_t begin, std::size_t end) {
    const Folded folded = tables().fold(code);
    if (folded.kind == Folded::Kind::skip) return;
    if (folded.kind == Folded::Kind::separator) return separate(code);
    // Two scripts are never one word ("محمدAli"), whatever stands between them.
    const bool other_script =
        open_ && script_of(word_.word.letters[0]) != script_of(folded.letters[0]) && word_.word.size;
    if (other_script) close();
    if (!open_) {
      open_ = true;
      word_ = RawWord{};
      word_.begin = static_cast<std::uint16_t>(begin);
      word_.capital = is_capital(code);
    }
    for (std::size_t i = 0; i < folded.size; ++i) word_.word.push(folded.letters[i]);
    word_.end = static_cast<std::uint16_t>(end);
  }

  void close() {
    if (open_) out_.words.push_back(word_);
    open_ = false;
  }

 private:
  void separate(char32_t code) {
    close();
    if (out_.words.empty()) return;
    if (code == U'.') out_.words.back().dot_after = true;
    if (code == U'-' || code == U'‐' || code == U'‑' || code == U'–') out_.words.back().hyphen_after = true;
    if ((code == U',' || code == U'،' || code == U';') && out_.before_comma == 0)
      out_.before_comma = out_.words.size();
  }

  RawWords& out_;
  RawWord word_;
  bool open_ = false;
};

}  // namespace

void fold(std::string_view utf8, RawWords& out) {
  out.words.clear();
  out.before_comma = 0;
  Folding folding(out);
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t begin = at;
    const char32_t code = next_code_point(utf8, at);
    if (is_compatibility_form(code)) {
      const std::string plain = compatible(code);
      for (std::size_t i = 0; i < plain.size();) folding.take(next_code_point(plain, i), begin, at);
    } else {
      folding.take(code, begin, at);
    }
  }
  folding.close();
  if (out.before_comma >= out.words.size()) out.before_comma = 0;
}

Word word_of(std::string_view utf8) {
  RawWords raw;
  fold(utf8, raw);
  return raw.words.empty() ? Word{} : raw.words.front().word;
}

std::string written(const Word& word) {
  static constexpr std::array<std::string_view, 33> arabic_letters = {
      "ا", "ب", "ت", "ث", "ج", "ح", "خ", "د", "ذ", "ر", "ز", "س", "ش", "ص", "ض", "ط", "ظ",
      "ع", "غ", "ف", "ق", "ك", "ل", "م", "ن", "ه", "و", "ي", "پ", "چ", "ژ", "گ", "ڤ"};
  std::string text;
  for (std::size_t i = 0; i < word.size; ++i) {
    const Letter l = word.letters[i];
    if (letter::is_latin(l))
      text += static_cast<char>('a' + l - letter::a);
    else if (letter::is_arabic(l))
      text += arabic_letters[l - letter::first_arabic];
    else if (l >= letter::first_digit && l < letter::first_other)
      text += static_cast<char>('0' + l - letter::first_digit);
    else
      text += '?';
  }
  return text;
}

}  // namespace tansiq::names

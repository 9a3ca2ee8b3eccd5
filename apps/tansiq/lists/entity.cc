#include "lists/entity.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace tansiq::lists {
namespace {

constexpr UChar32 replacement = 0xfffd;

// ICU's macro computes with int.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
/// Calls `visit` with every code point; broken bytes are U+FFFD.
template <typename Visit>
void every_point(std::string_view text, const Visit& visit) {
  const auto* bytes = text.data();
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 point = 0;
    U8_NEXT(bytes, at, size, point);
    visit(point < 0 ? replacement : point);
  }
}

#pragma GCC diagnostic pop

void append(std::string& out, UChar32 point) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes.data(), size, point);
  out.append(bytes.data(), static_cast<std::size_t>(size));
}

bool changes_direction(UChar32 point) {
  return point == 0x061c || point == 0x200e || point == 0x200f || (point >= 0x202a && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069) || point == 0xfeff;
}

/// Folded to letters and digits of ASCII and others, so that "Côte d’Ivoire" and "COTE D'IVOIRE" differ in
/// the accent alone.
std::string key_of(std::string_view text) {
  std::string key;
  every_point(text, [&](UChar32 point) {
    if (u_isalnum(point) != 0) append(key, u_foldCase(point, U_FOLD_CASE_DEFAULT));
  });
  return key;
}

const std::map<std::string, std::string>& countries() {
  static const auto all = [] {
    std::map<std::string, std::string> table;
    for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
      const std::string locale = std::string("und_") + *code;
      std::array<UChar, 200> name{};
      UErrorCode status = U_ZERO_ERROR;
      const auto size =
          uloc_getDisplayCountry(locale.c_str(), "en", name.data(), static_cast<int>(name.size()), &status);
      if (U_SUCCESS(status) != 0) {
        std::string utf8;
        icu::UnicodeString(name.data(), size).toUTF8String(utf8);
        table[key_of(utf8)] = *code;
      }
      table[key_of(*code)] = *code;
      if (const std::string three = uloc_getISO3Country(locale.c_str()); !three.empty())
        table[key_of(three)] = *code;
    }
    // What the United Nations and older lists call them, where CLDR says it otherwise.
    static constexpr std::pair<const char*, const char*> other_names[] = {
        {"Bolivia (Plurinational State of)", "BO"},
        {"Bosnia and Herzegovina", "BA"},
        {"Brunei Darussalam", "BN"},
        {"Cabo Verde", "CV"},
        {"Congo", "CG"},
        {"Czech Republic", "CZ"},
        {"Côte d'Ivoire", "CI"},
        {"Cote d'Ivoire", "CI"},
        {"Ivory Coast", "CI"},
        {"Democratic People's Republic of Korea", "KP"},
        {"Democratic Republic of the Congo", "CD"},
        {"Iran (Islamic Republic of)", "IR"},
        {"Islamic Republic of Iran", "IR"},
        {"Lao People's Democratic Republic", "LA"},
        {"Libyan Arab Jamahiriya", "LY"},
        {"Micronesia (Federated States of)", "FM"},
        {"Myanmar", "MM"},
        {"Burma", "MM"},
        {"Netherlands (Kingdom of the)", "NL"},
        {"North Macedonia", "MK"},
        {"Palestine", "PS"},
        {"State of Palestine", "PS"},
        {"Republic of Korea", "KR"},
        {"Republic of Moldova", "MD"},
        {"Russian Federation", "RU"},
        {"Sao Tome and Principe", "ST"},
        {"Swaziland", "SZ"},
        {"Syrian Arab Republic", "SY"},
        {"Timor-Leste", "TL"},
        {"Trinidad and Tobago", "TT"},
        {"Turkey", "TR"},
        {"Türkiye", "TR"},
        {"United Kingdom of Great Britain and Northern Ireland", "GB"},
        {"United Republic of Tanzania", "TZ"},
        {"United States of America", "US"},
        {"USA", "US"},
        {"UK", "GB"},
        {"Venezuela (Bolivarian Republic of)", "VE"},
        {"Viet Nam", "VN"},
    };
    for (const auto& [name, code] : other_names) table[key_of(name)] = code;
    table["zz"] = "ZZ";  // nobody's code, for examples
    return table;
  }();
  return all;
}

void add_once(std::vector<std::string>& list, std::string text, std::vector<std::string>& left_out,
              const char* what) {
  if (text.empty() || std::find(list.begin(), list.end(), text) != list.end()) return;
  if (list.size() >= most_values) {
    left_out.emplace_back(what);
    return;
  }
  list.push_back(std::move(text));
}

/// Cut to at most `most` bytes, at the end of a character.
void cut(std::string& text, std::size_t most) {
  if (text.size() <= most) return;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  text.resize(most);
}

}  // namespace

std::string clean(std::string_view text) {
  std::string out;
  bool space = false;
  every_point(text, [&](UChar32 point) {
    if (changes_direction(point)) return;
    if (u_isUWhiteSpace(point) != 0 || u_iscntrl(point) != 0) {
      space = !out.empty();
      return;
    }
    if (space) out += ' ';
    space = false;
    append(out, point);
  });
  return out;
}

std::string script_of(std::string_view text) {
  std::map<UScriptCode, int> letters;
  every_point(text, [&](UChar32 point) {
    if (u_isalpha(point) == 0) return;
    UErrorCode status = U_ZERO_ERROR;
    const auto script = uscript_getScript(point, &status);
    if (U_SUCCESS(status) != 0 && script != USCRIPT_COMMON && script != USCRIPT_INHERITED &&
        script != USCRIPT_UNKNOWN)
      ++letters[script];
  });
  const auto most = std::max_element(letters.begin(), letters.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == letters.end() ? "" : uscript_getShortName(most->first);
}

std::optional<std::string> country_of(std::string_view text) {
  if (text.size() > 200) return std::nullopt;
  const auto found = countries().find(key_of(text));
  if (found == countries().end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> sex_of(std::string_view text) {
  static const std::map<std::string, std::string> words = {
      {"f", "female"},      {"female", "female"},  {"woman", "female"}, {"m", "male"},
      {"male", "male"},     {"man", "male"},       {"other", "other"},  {"x", "other"},
      {"diverse", "other"}, {"unknown", "unknown"}};
  if (text.size() > 40) return std::nullopt;
  const auto found = words.find(key_of(text));
  if (found == words.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> date_of(std::string_view text) {
  if (text.size() > 10 && text[10] == 'T') text = text.substr(0, 10);
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    unsigned value = 0;
    for (const char c : text.substr(at, size)) value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  using namespace std::chrono;
  const auto month_is = text.size() >= 7 ? number(5, 2) : 1;
  const auto day_is = text.size() == 10 ? number(8, 2) : 1;
  const year_month_day date{year{static_cast<int>(number(0, 4))}, month{month_is}, day{day_is}};
  if (!date.ok() || number(0, 4) < 1000) return std::nullopt;
  return std::string(text);
}

void Entity::add_name(std::string_view text, std::string_view kind) {
  auto name = clean(text);
  if (name.empty()) return;
  if (name.size() > most_name_bytes) return leave_out("a name of more than 512 bytes");
  for (const auto& held : names)
    if (held.text == name) return;
  if (names.size() >= most_names) return leave_out("a name behind the first 200");
  auto script = script_of(name);
  names.push_back({std::move(name), std::string(kind), std::move(script)});
}

void Entity::add_weak_name(std::string_view text) {
  static constexpr std::string_view beginnings[] = {"Abu ", "Abou ", "Abi ", "Aboe ", "Ebu ", "Umm ", "Um ",
                                                    "Oum ", "أبو ",  "ابو ", "أبي ",  "أم ",  "ام "};
  const auto name = clean(text);
  const bool kunya = std::any_of(std::begin(beginnings), std::end(beginnings),
                                 [&](std::string_view beginning) { return name.starts_with(beginning); });
  add_name(name, individual ? (kunya ? "kunya" : "nom-de-guerre") : "alias");
}

void Entity::add_nationality(std::string_view text) {
  const auto word = clean(text);
  if (word.empty()) return;
  const auto country = country_of(word);
  if (!country) return leave_out("a nationality that ISO 3166-1 has no code for");
  add_once(nationalities, *country, left_out, "a nationality behind the first 50");
}

void Entity::add_document(std::string_view kind, std::string_view number, std::string_view country,
                          std::string_view issued) {
  Document document{std::string(kind), clean(number), country_of(clean(country)).value_or(""),
                    date_of(clean(issued)).value_or("")};
  if (document.number.empty() || std::find(documents.begin(), documents.end(), document) != documents.end())
    return;
  if (document.number.size() > most_name_bytes) return leave_out("a document number of more than 512 bytes");
  if (documents.size() >= most_values) return leave_out("a document behind the first 50");
  documents.push_back(std::move(document));
}

void Entity::add_position(std::string_view text) {
  auto word = clean(text);
  cut(word, most_name_bytes);
  add_once(positions, std::move(word), left_out, "a position behind the first 50");
}

void Entity::add_remark(std::string_view text) {
  auto remark = clean(text);
  if (remark.empty()) return;
  remarks += (remarks.empty() ? "" : "\n") + remark;
  cut(remarks, most_remark_bytes);
}

void Entity::set_sex(std::string_view text) {
  const auto word = clean(text);
  if (word.empty()) return;
  const auto known = sex_of(word);
  if (!known) return leave_out("a sex in other words than male and female");
  sex = sex.empty() || sex == *known ? *known : "unknown";
}

void Entity::set_birth_place(std::string_view text) {
  auto place = clean(text);
  cut(place, most_name_bytes);
  if (birth_place.empty()) birth_place = std::move(place);
}

void Entity::set_died(std::string_view text) {
  const auto word = clean(text);
  if (word.empty() || !died.empty()) return;
  if (const auto date = date_of(word))
    died = *date;
  else
    left_out.emplace_back("a date of death in another form than YYYY-MM-DD");
}

void Entity::set_born(const std::vector<std::string>& dates) {
  std::vector<std::string> known;
  for (const auto& text : dates) {
    const auto word = clean(text);
    if (word.empty()) continue;
    if (auto date = date_of(word))
      known.push_back(std::move(*date));
    else
      left_out.emplace_back("a date of birth in another form than YYYY-MM-DD");
  }
  std::sort(known.begin(), known.end());
  // Sorted, a date stands right before the more exact ones that begin with it.
  std::vector<std::string> exact;
  for (auto& date : known) {
    if (!exact.empty() && date.starts_with(exact.back())) exact.pop_back();
    exact.push_back(std::move(date));
  }
  if (exact.empty()) return;
  born = exact.front();
  if (exact.size() > 1) born_until = exact.back();
}

}  // namespace tansiq::lists

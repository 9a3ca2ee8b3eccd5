#pragma once

/// A person or an organisation as a list tells of it, whatever the list's format, and how the words of lists
/// become values that a record can hold.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansiq::lists {

/// Longest name that is kept, in bytes: what the index of names takes.
inline constexpr std::size_t most_name_bytes = 512;
/// Most names of one entity, and most values of any other kind.
inline constexpr std::size_t most_names = 200;
inline constexpr std::size_t most_values = 50;
/// Longest remark that is kept, in bytes; longer ones are cut.
inline constexpr std::size_t most_remark_bytes = 4096;

struct Name {
  std::string text;
  std::string kind;  ///< of the person extension: alias, former, spelling, ...; empty: the list's own heading
  std::string script;  ///< ISO 15924; empty where no letter tells

  bool operator==(const Name&) const = default;
};

struct Document {
  std::string kind;  ///< of the person extension: passport, identity-card, ...
  std::string number;
  std::string country;  ///< ISO 3166-1, may be empty
  std::string issued;   ///< may be empty

  bool operator==(const Document&) const = default;
};

/// What one entry of a list says. The add_ functions clean what they are given, leave out what is empty or
/// stands there already, and name in `left_out` what cannot be kept.
struct Entity {
  std::string id;         ///< the list's own, never empty
  std::string reference;  ///< how people cite the entry, e.g. "XXi.001"; may be empty
  bool individual = true;
  std::vector<Name> names;  ///< the first is the heading
  std::string born, born_until, died, sex, birth_place, remarks;
  std::vector<std::string> nationalities;
  std::vector<Document> documents;
  std::vector<std::string> positions;
  std::vector<std::string> left_out;

  void add_name(std::string_view text, std::string_view kind);
  /// A name that the list itself calls weak: a kunya where it reads like one, else a nom de guerre.
  void add_weak_name(std::string_view text);
  void add_nationality(std::string_view text);
  void add_document(std::string_view kind, std::string_view number, std::string_view country = {},
                    std::string_view issued = {});
  void add_position(std::string_view text);
  void add_remark(std::string_view text);
  void set_sex(std::string_view text);
  void set_birth_place(std::string_view text);
  void set_died(std::string_view text);
  /// All dates that are given for the birth. One that is contained in a more exact one is left out; of
  /// several that differ, the first and the last become a range.
  void set_born(const std::vector<std::string>& dates);
  void leave_out(std::string_view what) { left_out.emplace_back(what); }
};

/// A text on one line: control characters become spaces, runs of white space one space, and the characters
/// that change the direction of what stands around them go. Bytes that are no UTF-8 become U+FFFD.
std::string clean(std::string_view text);

/// The script that most letters of a text have (ISO 15924), or empty where no letter has one of its own.
std::string script_of(std::string_view text);

/// The ISO 3166-1 code of a country given by its code of two or three letters or by its English name, in any
/// case; nothing for other words.
std::optional<std::string> country_of(std::string_view text);

/// "female", "male", "other" or "unknown" of the usual words; nothing for other words.
std::optional<std::string> sex_of(std::string_view text);

/// A day that exists, a month or a year, as YYYY[-MM[-DD]]; a time of day behind it (T...) is cut off.
/// Nothing for other texts.
std::optional<std::string> date_of(std::string_view text);

}  // namespace tansiq::lists

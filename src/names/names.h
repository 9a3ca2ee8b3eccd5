#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

/// Finds a person by name across Arabic and Latin script, and says why: what a record's names look like (this
/// file), an index of them (index.h), and the comparison of two names (pair.h).
namespace tansiq::names {

/// What a record is about.
enum class Subject : std::uint8_t { person, organisation, place };

/// How a name belongs to its bearer.
enum class NameKind : std::uint8_t { birth, alias, nom_de_guerre, kunya, former };

enum class Sex : std::uint8_t { unknown, female, male };

/// One name of a record, in any script: 1 to 512 bytes of UTF-8, at most 24 parts.
struct Name {
  std::string text;
  NameKind kind = NameKind::birth;
  bool operator==(const Name&) const = default;
};

/// When somebody was born: one day, a year, or any range of days, both ends included.
struct BirthDate {
  std::chrono::sys_days first;
  std::chrono::sys_days last;

  static BirthDate day(std::chrono::year_month_day date) { return {date, date}; }
  static BirthDate years(int first_year, int last_year);
  static BirthDate year(int year) { return years(year, year); }
  bool operator==(const BirthDate&) const = default;
};

/// Reads "1970", "1970-05", "1970-05-01" or a range of two of them, "1968/1972".
base::Result<BirthDate> parse_birth_date(std::string_view text);

/// What the index knows of one record.
struct Record {
  static constexpr std::size_t longest_id = 255, most_names = 64, most_nationalities = 8;
  std::string id;  ///< 1 to 255 bytes, the caller's own
  Subject subject = Subject::person;
  std::vector<Name> names;  ///< 1 to 64
  std::optional<BirthDate> born;
  std::vector<std::string> nationalities;  ///< ISO 3166-1 alpha-2, upper case, at most 8
  Sex sex = Sex::unknown;
  bool screened =
      true;  ///< false for victims and witnesses: `screen` does not find them, `search` does when asked
  bool operator==(const Record&) const = default;
};

/// Whether a record keeps to the limits above and every name of it can be compared.
base::Result<> check(const Record& record);

}  // namespace tansiq::names

#pragma once

/// Which column of a CSV file says what: a small TOML file.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace tansiq::lists {

/// What a column can say. The name of each stands in the mapping's [columns].
enum class Field {
  id,
  name,  ///< of several columns the first is the heading, the others are spellings of it
  alias,
  weak_alias,
  former_name,
  born,
  born_until,
  died,
  birth_place,
  nationality,
  sex,
  kind,
  position,
  passport,
  identity_card,
  remark,
  reference,
};

struct Mapping {
  enum class Dates { iso, day_first, month_first };

  char delimiter = ',';
  std::string split;         ///< separates several values in one cell; empty: a cell is one value
  bool individual = true;    ///< what a row is where no column says it
  Dates dates = Dates::iso;  ///< how 03/04/1970 is read; YYYY-MM-DD, YYYY-MM and YYYY always are
  /// Header names by field. A field without any is taken from the column that has the field's own name.
  std::map<Field, std::vector<std::string>> columns;
  /// What the words of the column `kind` mean, in lower case: true for an individual.
  std::map<std::string, bool> kinds = {
      {"individual", true}, {"person", true}, {"organization", false}, {"organisation", false}};
  /// What the words of the column `sex` mean beside the usual ones, in lower case.
  std::map<std::string, std::string> sexes;

  /// Whether the mapping names columns at all; otherwise the header's own names count.
  [[nodiscard]] bool names_columns() const { return !columns.empty(); }
};

/// The name of a field in [columns].
std::string_view name_of(Field field);

/// Reads a mapping. `where` of an error is "name:line".
base::Result<Mapping> parse_mapping(std::string_view toml, std::string_view file_name);

}  // namespace tansiq::lists

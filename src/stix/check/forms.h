#pragma once

#include <string_view>

#include "stix/tables/tables.h"

namespace tansiq::stix::check {

/// What a string is not, or nothing.
struct Complaint {
  std::string_view what = {};      ///< "not an IPv4 address"; empty: the string is right
  std::string_view expected = {};  ///< "four numbers 0 to 255 ..."
  bool warning = false;
  explicit operator bool() const { return !what.empty(); }
};

/// Holds a string against its form. Linear in its length.
Complaint form(tables::Form form, std::string_view text);

/// Whether `text` is a timestamp (STIX 2.1 section 2.16), and what is wrong with it. `digits` receives the
/// number of fraction digits.
Complaint timestamp(std::string_view text, std::size_t& digits);

/// -1, 0, 1: how two right timestamps compare in time, to the last digit.
int compare_times(std::string_view left, std::string_view right);

/// A name of a type: 3 to 250 of a-z, 0-9 and single inner hyphens, first a letter (section 3.1).
bool is_type_name(std::string_view text);

/// A property's name: 3 to 250 of a-z, 0-9 and underscore; "id" too (section 3.1).
bool is_property_name(std::string_view text);

/// A dictionary's key: up to 250 of a-z, A-Z, 0-9, hyphen and underscore (section 2.3).
bool is_dictionary_key(std::string_view text);

bool is_hex(std::string_view text);
bool is_base64(std::string_view text);
bool is_language(std::string_view text);

}  // namespace tansiq::stix::check

#pragma once

#include <string_view>

namespace tansiq::names::data {

/// The tables, embedded when the library is built; src/names/data/README.md says what each is.
std::string_view costs();
std::string_view model();
std::string_view frequencies();
std::string_view short_forms();
std::string_view usual_words();

}  // namespace tansiq::names::data

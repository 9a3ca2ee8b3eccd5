#pragma once

#include <string_view>

namespace tansiq::names::data {

/// The learnt tables, embedded when the library is built; src/names/data/README.md says what each is made of.
std::string_view costs();
std::string_view model();
std::string_view frequencies();

}  // namespace tansiq::names::data

#include "stix/declared.h"

#include "stix/tables/tables.h"

namespace tansiq::stix {

std::string_view declaring_extension(std::string_view type) {
  const auto* known = tables::find_type(type);
  return known == nullptr ? std::string_view() : known->declared_by;
}

}  // namespace tansiq::stix

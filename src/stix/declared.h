#pragma once

#include <string_view>

namespace tansiq::stix {

/// The key of the extension that declares one of the types which Tansiq adds ("extension-definition--..."):
/// every object of that type names it in `extensions` (STIX 2.1 section 7.3). Empty for any other type.
std::string_view declaring_extension(std::string_view type);

}  // namespace tansiq::stix

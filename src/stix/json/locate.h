#pragma once

#include <cstddef>
#include <string_view>

#include "base/error.h"

namespace tansiq::stix::json {

/// Says why and where a text that the parser refused is no JSON: reads it again, slowly, up to the first
/// error. `code` is the parser's own, used where the slow reading finds nothing.
base::Error explain(std::string_view json, std::size_t depth, int code);

}  // namespace tansiq::stix::json

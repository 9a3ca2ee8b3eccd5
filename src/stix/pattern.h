#pragma once

#include <string_view>
#include <vector>

#include "stix/problem.h"

namespace tansiq::stix {

/// Checks an indicator's pattern against the pattern grammar of STIX 2.1 (section 9) and returns what is
/// wrong: nothing for a good pattern, else the first error, whose `what` names the column (bytes, counted
/// from 1). Linear in the length; nesting is limited to 64 parentheses.
std::vector<Problem> check_pattern(std::string_view pattern);

}  // namespace tansiq::stix

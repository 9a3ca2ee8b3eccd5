#pragma once

#include "names/distance.h"

namespace tansiq::names {

/// How likely two spellings that differ by `cost` write the same token, in [0, 1]; `letters` is the sum of
/// their lengths. A logistic curve fitted to token pairs.
float similarity_of(Cost cost, std::size_t letters);

/// The cost above which similarity_of is treated as none.
Cost cost_limit(std::size_t letters);

}  // namespace tansiq::names

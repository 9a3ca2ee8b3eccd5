#pragma once

#include <cstddef>

namespace tansiq::names {

/// How much a part says about who is meant, in nats: the more names have it, the less. `frequency` counts the
/// names that have the stem and, in part, those that have one that sounds like it; `names` counts all.
float weight_of(double frequency, double names);

/// Titles and initials say little, whatever their frequency.
float marked_weight(float weight, unsigned marks);

}  // namespace tansiq::names

#pragma once

#include <cstddef>

#include "names/letters.h"
#include "names/names.h"

namespace tansiq::names {

/// How much a part says about who is meant, in nats: the more names have it, the less. `frequency` counts the
/// names that have the stem and, in part, those that have one that sounds like it; `names` counts all.
float weight_of(double frequency, double names);

/// How often stems occur in public lists of persons, and usual words among organisations and places: what is
/// known before an index is filled, and what stands in for it where two names are compared without one.
struct Background {
  static double names(Subject subject);
  /// The frequency of a stem among that many names, with a share of those that sound like it.
  static double frequency(Subject subject, const Word& word);
};

/// The share of the names that only sound like a stem in its frequency.
inline constexpr double share_of_alike = 0.15;

/// Titles, legal forms and initials say little, whatever their frequency.
float marked_weight(float weight, unsigned marks);

}  // namespace tansiq::names

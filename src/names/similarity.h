#pragma once

#include "names/distance.h"

namespace tansiq::names {

/// How likely two spellings that differ by `cost` write the same token, in [0, 1]; `letters` is the sum of
/// their lengths. A logistic curve fitted to token pairs.
float similarity_of(Cost cost, std::size_t letters);

/// How alike a name is to the one that it is short for, where both are written in the usual way.
inline constexpr float of_short_form = 0.85F;

/// How far two spellings may be apart: `near` finds the usual spellings of a stem, `far` also errors of
/// typing in short words, at many times the work.
enum class Reach : std::uint8_t { near, far };

/// The cost above which there is no similarity within that reach.
Cost cost_limit(std::size_t letters, Reach reach = Reach::far);

/// A part that resembles another more than this needs no look at what is far.
inline constexpr float good_similarity = 0.5F;

}  // namespace tansiq::names

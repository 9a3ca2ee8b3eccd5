#include "names/weights.h"

#include <algorithm>
#include <cmath>

#include "names/parts.h"

namespace tansiq::names {

float weight_of(double frequency, double names) {
  constexpr double least_names = 20000;
  const double population = std::max(names, least_names);
  return static_cast<float>(std::clamp(std::log(population / (frequency + 1)), 1.0, 11.0));
}

float marked_weight(float weight, unsigned marks) {
  if (marks & mark_title) return 0.2F * weight;
  if (marks & mark_initial) return std::min(weight, 1.5F);
  return weight;
}

}  // namespace tansiq::names

#include "names/similarity.h"

#include <cmath>

namespace tansiq::names {
namespace {

constexpr float fixed = 100, by_letter = 25, middle = 0.6F, steepness = 6.5F, last = 1.0F, last_near = 0.55F;

float relative(Cost cost, std::size_t letters) {
  return static_cast<float>(cost) / (fixed + by_letter * static_cast<float>(letters));
}

}  // namespace

float similarity_of(Cost cost, std::size_t letters) {
  if (cost <= 0) return 1;
  const float r = relative(cost, letters);
  return r > last ? 0.0F : 1 / (1 + std::exp(steepness * (r - middle)));
}

Cost cost_limit(std::size_t letters, Reach reach) {
  const float farthest = reach == Reach::far ? last : last_near;
  return static_cast<Cost>(farthest * (fixed + by_letter * static_cast<float>(letters)));
}

}  // namespace tansiq::names

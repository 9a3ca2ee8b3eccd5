#include "node/partners/pairs.h"

namespace tansiq::node {

std::map<store::ServiceNumber, Pair> Pairs::all() const {
  const std::lock_guard lock(mutex_);
  return pairs_;
}

Pair Pairs::of(store::ServiceNumber partner) const {
  const std::lock_guard lock(mutex_);
  const auto found = pairs_.find(partner);
  return found == pairs_.end() ? Pair{} : found->second;
}

void Pairs::change(store::ServiceNumber partner, const std::function<void(Pair&)>& change) {
  const std::lock_guard lock(mutex_);
  change(pairs_[partner]);
}

}  // namespace tansiq::node

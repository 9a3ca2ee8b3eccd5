#pragma once

#include <string>
#include <vector>

#include "node/partners/pair_faults.h"

namespace tansiq::node::acts {

/// A fault with this node's name for the partner.
struct FaultShown {
  std::string partner;
  PairFault fault;
};

/// What is wrong with partners, the oldest first; with `cleared` also what officers cleared. `partner` by
/// name or id; empty: all of them. Fault::not_found.
Result<std::vector<FaultShown>> list_faults(Node& node, const Actor& actor, const std::string& partner,
                                            bool cleared);

}  // namespace tansiq::node::acts

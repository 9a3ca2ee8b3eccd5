#pragma once

#include "node/node.h"

namespace tansiq::node::acts {

/// How the node does.
struct Status {
  Time now;
  store::Totals totals;
  store::Load load;
};

/// Totals of the node, for its officers. Not journaled: monitoring asks often, and nothing of any record
/// shows.
Result<Status> status(Node& node, const Actor& actor);

}  // namespace tansiq::node::acts

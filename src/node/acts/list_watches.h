#pragma once

#include <vector>

#include "node/duty/watch_book.h"
#include "node/node.h"

namespace tansiq::node::acts {

struct WatchShown {
  desk::WatchRule rule;
  bool in_force = false;
  std::vector<WatchHit> hits;  ///< the newest, at most `limit`
  std::size_t found = 0;       ///< how many there are in all
};

/// Every watch rule with what it found.
Result<std::vector<WatchShown>> list_watches(Node& node, const Actor& actor, std::size_t limit);

}  // namespace tansiq::node::acts

#pragma once

#include <cstddef>

#include "node/node.h"

namespace tansiq::node::acts {

struct WatchDone {
  std::size_t looked_at = 0;
  std::size_t hits = 0;
  bool more = false;  ///< whether more waits
};

/// Holds what came from partners since it last looked against the watch rules in force, and keeps what they
/// find for the desk. The node's own act; at most some hundred versions in one commit, nothing where no rule
/// is in force. Off the way of what arrives: receiving waits for no rule. A crash makes it look again, and
/// nothing is found twice.
Result<WatchDone> watch(Node& node);

}  // namespace tansiq::node::acts

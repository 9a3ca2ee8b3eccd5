#pragma once

#include <cstddef>

#include "node/node.h"

namespace tansiq::node::acts {

/// Takes note, at the node's start, that its store is a restored backup: its outboxes have begun a new epoch,
/// and no partner is served anything in it before it handed back what it holds of the old one (take_back.h),
/// or an administrator cleared the fault that says so. Returns how many partners are waited for; does nothing
/// where no backup was restored. The node's own act.
Result<std::size_t> begin_anew(Node& node);

}  // namespace tansiq::node::acts

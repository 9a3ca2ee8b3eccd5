#pragma once

#include <cstdint>

#include "node/node.h"

namespace tansiq::node::acts {

/// Signs a checkpoint of the whole journal, seals it, and gives the seal to every partner that may have it
/// (proof/sealing.h). The node's own act, done at a fixed pace whether or not anything happened, so that
/// partners learn nothing from it. Returns the seal's number; 0 where there is nobody to give it to. Linear
/// in the entries since the last one.
Result<std::uint64_t> seal_journal(Node& node);

}  // namespace tansiq::node::acts

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "node/node.h"
#include "node/partners/taking_back.h"

namespace tansiq::node::acts {

/// Takes back what a partner holds of the epoch that a restore lost (partners/taking_back.h), and serves the
/// partner from then on. `head` and `envelopes` are what the partner handed back: the whole of what it holds
/// above the end of the backup; both empty where it holds nothing. The node's own act. Fault::not_found where
/// nothing is waited for from this partner. Fault::conflict, forbidden or invalid where it is not what this
/// node sent: the fault of the pair says so, and an administrator decides. One commit.
Result<PutBack> take_back(Node& node, store::ServiceNumber partner, std::string_view head,
                          std::span<const std::string> envelopes);

}  // namespace tansiq::node::acts

#pragma once

#include <string>
#include <string_view>

#include "exchange/ids.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// Takes the first card of this node's service into use, before the node serves anybody: it makes the node
/// somebody. `officer` is who does it. Fault::conflict where the node has a card already, Fault::invalid
/// where the card is none, or the node's identity holds no key that it names.
Result<exchange::ServiceId> begin_service(Node& node, std::string_view officer, std::string_view card);

}  // namespace tansiq::node::acts

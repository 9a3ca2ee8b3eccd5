#pragma once

#include "exchange/signature.h"
#include "node/node.h"
#include "node/partners/directory.h"

namespace tansiq::node {

/// The key with which this node signs: one that its newest card names. It lives as long as the node.
/// Fault::not_found where there is no card yet, or no key of it in the folder of keys.
Result<const exchange::SigningKey*> own_key(const Node& node, const Directory& directory);

}  // namespace tansiq::node

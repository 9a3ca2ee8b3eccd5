#pragma once

#include <string>
#include <string_view>

#include "node/node.h"

namespace tansiq::node {

/// A random key of this node, 32 bytes, by the name of its use: made when it is asked for first and kept with
/// the store, so that what is sealed with it outlasts a restart. Not for what must be safe from a reader of
/// the store.
Result<std::string> secret_for(Node& node, std::string_view use);

}  // namespace tansiq::node

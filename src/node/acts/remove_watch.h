#pragma once

#include <string>

#include "node/node.h"

namespace tansiq::node::acts {

/// Takes a watch rule away, with what it found; the journal keeps that it was. Fault::not_found.
Result<> remove_watch(Node& node, const Actor& actor, const std::string& id, const std::string& reason);

}  // namespace tansiq::node::acts

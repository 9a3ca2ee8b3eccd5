#pragma once

#include <string>

#include "desk/watch.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// Puts a watch rule in force: another officer stands by it. It looks at what comes from then on. Fault::
/// not_found; Fault::forbidden for who made it; Fault::conflict where it is in force already or has expired.
Result<desk::WatchRule> confirm_watch(Node& node, const Actor& actor, const std::string& id);

}  // namespace tansiq::node::acts

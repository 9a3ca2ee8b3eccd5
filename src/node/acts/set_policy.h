#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"

namespace tansiq::node::acts {

/// The node's agreements, red lines, rules of a second officer and standing rules, in one version.
struct PolicyShown {
  std::int64_t version = 0;  ///< 0: none was ever set, and nothing is released
  std::string json = "{}";   ///< canonical
  Time since = {};
  std::string by;  ///< who set it
};

/// The policy in force. Fault::not_found where `version` (0: the newest) was never set.
Result<PolicyShown> show_policy(Node& node, const Actor& actor, std::int64_t version = 0);

/// Puts another policy in force as a whole, and has everything that partners hold decided anew. The error of
/// a wrong one names its place as a JSON pointer: also a cell or a service that this node does not know. Only
/// a releasing officer changes standing rules, and is named as the maker of those that are new or changed.
/// Fault::conflict where nothing would change. `dry_run`: checks it and changes nothing.
Result<PolicyShown> set_policy(Node& node, const Actor& actor, std::string_view json, bool dry_run = false);

}  // namespace tansiq::node::acts

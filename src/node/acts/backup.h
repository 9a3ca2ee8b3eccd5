#pragma once

#include <string>

#include "node/node.h"

namespace tansiq::node::acts {

/// A copy that was written.
struct BackedUp {
  std::string file;  ///< its path on the node
  std::uintmax_t bytes = 0;
};

/// Writes a consistent copy of the store into Node::backup_folder while the node goes on. `name` is a file
/// name without folders; empty: one is made of the time. Fault::conflict where the file exists.
Result<BackedUp> backup(Node& node, const Actor& actor, const std::string& name);

}  // namespace tansiq::node::acts

#pragma once

#include <string>

#include "node/access.h"

namespace tansiq::node::acts {

struct NewCollection {
  std::string title;
  std::string alias = {};  ///< empty, or a unique name of letters, digits, '-', '_' and '.' that is no UUID
  std::string description = {};
};

/// Adds a collection with a new id. Nobody but officers may use it until an account is granted it.
/// Fault::conflict where the alias is taken.
Result<CollectionAccess> add_collection(Node& node, const Actor& actor, const NewCollection& collection);

}  // namespace tansiq::node::acts

#pragma once

#include <vector>

#include "node/access.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// The collections that the actor may know of, sorted by id. Not journaled: nothing of any record shows.
Result<std::vector<CollectionAccess>> list_collections(Node& node, const Actor& actor);

/// One of them by id or alias. Fault::not_found both where there is none and where the actor may not know of
/// it.
Result<CollectionAccess> find_collection(Node& node, const Actor& actor, std::string_view id_or_alias);

}  // namespace tansiq::node::acts

#pragma once

#include <string>
#include <vector>

#include "node/access.h"

namespace tansiq::node::acts {

/// Contents that came for versions that were held with another content: kept beside, for an officer to look
/// at. All of a collection, or those of one object, at most `limit` and Limits::page; the newest first.
/// Those of versions that are past their review date are left out. Journaled first.
Result<std::vector<store::Conflict>> list_conflicts(Node& node, const Actor& actor,
                                                    const std::string& collection,
                                                    const std::string& id_or_empty, std::size_t limit);

}  // namespace tansiq::node::acts

#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/acts/release.h"
#include "node/partners/pending.h"

namespace tansiq::node::acts {

/// Stands by another officer's order: it is carried out, under its own purpose, for those records that wait
/// and are still the last version; what was corrected since must be ordered again. Fault::not_found: no such
/// order waits. Fault::forbidden: it is this officer's own.
Result<ReleaseDone> confirm_release(Node& node, const Actor& actor, const std::string& order,
                                    const std::string& reason);

/// Drops an order that waits. Nothing is released by it any more.
Result<> drop_release(Node& node, const Actor& actor, const std::string& order, const std::string& reason);

/// Orders that wait, the oldest first, with the names of whom they are for.
struct PendingReleases {
  std::vector<PendingOrder> orders;
  std::map<store::ServiceNumber, std::string> partners;
  std::map<exchange::CellId, std::string> cells;
};
Result<PendingReleases> list_pending(Node& node, const Actor& actor);

}  // namespace tansiq::node::acts

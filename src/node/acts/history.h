#pragma once

#include <vector>

#include "node/acts/show.h"

namespace tansiq::node::acts {

/// A version without its content, with every handling that it has had, the oldest first.
struct PastVersion {
  HeldRecord record;
  std::vector<store::HandlingChange> handling;
};

/// All that happened to one object.
struct History {
  CollectionAccess where;
  std::vector<PastVersion> versions;       ///< in the order in which they were added
  std::vector<store::Conflict> conflicts;  ///< with their content
  std::vector<journal::Entry> acts;        ///< in their order
  bool cut = false;                        ///< whether there is more of anything than Limits::page
};

/// The history of an object, after that is durably in the journal. `which.version` is not looked at. The acts
/// are those that changed something; whoever has the role `oversight` also sees who read it: who else looks
/// at a person is itself something that only oversight needs to know. Versions past their review date are
/// left out; where there are no others, Fault::not_found.
Result<History> history(Node& node, const Actor& actor, const Which& which);

}  // namespace tansiq::node::acts

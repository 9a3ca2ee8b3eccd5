#pragma once

/// Putting the next version of an object behind the one that is held: what correcting and revoking share.

#include <functional>
#include <string>

#include "node/access.h"
#include "node/held.h"
#include "node/journaling.h"
#include "node/partners/deciding_anew.h"

namespace tansiq::node {

/// A version that was made and stored.
struct Successor {
  CollectionAccess where;
  HeldRecord record;
  std::string previous;
  Anew anew;  ///< what became of it at those who hold the version before
};

/// Loads the last version of an object, makes the next one by `make` on the caller's thread, and stores it
/// with the entry in one commit, unless another version came in between: then Fault::conflict. `if_version`,
/// where not empty, must be the version that is followed.
Result<Successor> follow(Node& node, const Actor& actor, const Rule& rule, std::string_view collection,
                         std::string_view id, std::string_view if_version, const std::string& reason,
                         const std::function<Result<stix::Object>(stix::Reader&, const stix::Object&)>& make);

}  // namespace tansiq::node

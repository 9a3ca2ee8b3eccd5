#pragma once

#include <string>

#include "node/next_version.h"

namespace tansiq::node::acts {

/// How an own warning changes.
struct WarningChange {
  std::string id;
  std::string changes;  ///< a merge patch (RFC 7396) of its properties; of a cancellation it may be empty
  bool cancel = false;  ///< withdraws it: nobody owes anything any more
  std::string if_version = {};  ///< must be the last version; empty: whichever it is
  std::string reason = {};      ///< a line for the journal
};

/// Makes the next version of a warning of this service, as an update or as its cancellation. It reaches who
/// holds the one before, in the same commit. Fault::not_found, invalid, conflict.
Result<Successor> change_warning(Node& node, const Actor& actor, const WarningChange& change);

}  // namespace tansiq::node::acts

#pragma once

#include <string>

#include "node/acts/list_onward.h"

namespace tansiq::node::acts {

/// What an officer answers a holder that wants to pass a record on.
struct OnwardAnswer {
  std::string ask = {};     ///< its id
  bool permit = false;      ///< else it is refused
  std::string reason = {};  ///< of a refusal: the holder's people read it
};

/// Permits or refuses, and tells the holder. What is permitted is what the holder holds last of the record,
/// for this one recipient, and only where this node itself would give the recipient just the same copy now:
/// who is to get less or more, or nothing, is no matter for a permission. Versions that follow are decided
/// about under this officer's name and purpose, each when it goes to the holder.
///
/// Fault::not_found: no such question waits, or the holder holds nothing of it any more, or this node does
/// not know the recipient. Fault::forbidden: the recipient may not have it; the sentence says why.
/// Fault::conflict: it would get other bytes, or a later version has not gone to the holder.
Result<OnwardShown> permit_onward(Node& node, const Actor& actor, const OnwardAnswer& answer);

}  // namespace tansiq::node::acts

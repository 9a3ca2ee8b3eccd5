#pragma once

#include <string>

#include "node/acts/list_onward.h"

namespace tansiq::node::acts {

/// What an officer wants to pass on.
struct OnwardWanted {
  std::string id = {};          ///< of the record
  std::string originator = {};  ///< by name or id; may be empty where only one service sent it
  std::string to = {};          ///< a partner by name or id
  std::string reason = {};      ///< for the originator's people: a sentence, which may be empty
};

/// Asks the originator of a record whether its last version that came may go on to a partner. To ask again
/// what waits or is permitted changes nothing. Once it is permitted, an order to release passes it on, and
/// later versions follow by themselves as far as the originator permits each.
///
/// Only who got a copy from the originator itself can ask. Fault::not_found: nothing of it came so.
/// Fault::forbidden: its conditions let nobody pass it on. Fault::conflict: the originator is suspended here.
Result<OnwardShown> ask_onward(Node& node, const Actor& actor, const OnwardWanted& wanted);

}  // namespace tansiq::node::acts

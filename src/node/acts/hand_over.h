#pragma once

#include <map>
#include <string>

#include "desk/shift.h"
#include "node/node.h"

namespace tansiq::node::acts {

struct HandOver {
  std::string post;                          ///< empty: the usual one
  std::string to;                            ///< the officer who comes
  std::string note;                          ///< lines are allowed
  std::map<std::string, std::string> notes;  ///< on single threads, by the id of their root
};

/// The officer on duty hands the post to another, with every thread that is open and what he notes on it. It
/// is in force once the other has taken it (start_shift.h), within an hour; until then this officer is on
/// duty. Said again, it replaces what was said before. Fault::conflict where the actor is not on duty there;
/// Fault::not_found: no such officer, no such open thread.
Result<desk::ShiftChange> hand_over(Node& node, const Actor& actor, const HandOver& wanted);

}  // namespace tansiq::node::acts

#pragma once

#include <string>

#include "desk/shift.h"
#include "node/node.h"

namespace tansiq::node::acts {

struct ShiftStart {
  std::string post;    ///< empty: the usual one
  std::string relief;  ///< why this officer takes the place of one who cannot hand over; empty: he need not
};

/// The officer sits down at a post: takes the hand-over that waits for him, which is then in force and signed
/// for both, or begins where nobody sits. Fault::conflict where somebody is on duty there, this officer
/// himself included, unless it is said why he is relieved.
Result<desk::ShiftChange> start_shift(Node& node, const Actor& actor, const ShiftStart& start);

}  // namespace tansiq::node::acts

#pragma once

#include <string>

#include "desk/shift.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// The officer on duty leaves a post (empty: the usual one) without anybody in his place; what is open then
/// is kept with it. Fault::conflict where the actor is not on duty there.
Result<desk::ShiftChange> end_shift(Node& node, const Actor& actor, const std::string& post,
                                    const std::string& note);

}  // namespace tansiq::node::acts

#pragma once

#include <cstddef>
#include <vector>

#include "desk/shift.h"
#include "node/node.h"

namespace tansiq::node::acts {

struct ShiftsShown {
  std::vector<desk::Duty> on_duty;          ///< now, by post
  std::vector<desk::ShiftChange> offered;   ///< hand-overs that nobody has taken yet
  std::vector<desk::Duty> earlier;          ///< ended, the newest first
  std::vector<desk::ShiftChange> doubtful;  ///< changes that did not fit the ones before
};

/// Who is and was on duty; at most `limit` earlier duties.
Result<ShiftsShown> see_shifts(Node& node, const Actor& actor, std::size_t limit);

}  // namespace tansiq::node::acts

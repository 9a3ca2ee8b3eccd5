#pragma once

#include <cstdint>

#include "node/node.h"

namespace tansiq::node::acts {

/// Lets an officer watch live what happens between this node and its partners (node.happenings), from now on.
/// Journaled once, with why. Returns the number of the newest happening, behind which the watching begins.
Result<std::uint64_t> follow(Node& node, const Actor& actor);

}  // namespace tansiq::node::acts

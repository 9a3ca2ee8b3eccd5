#pragma once

#include <string>
#include <vector>

#include "node/node.h"

namespace tansiq::node::acts {

/// What was opened.
struct Opened {
  std::size_t versions = 0;           ///< that nobody here had opened before
  std::vector<std::string> partners;  ///< labels of those to whom it is stated, sorted
};

/// Says that a person of this service has seen what partners sent of an object: each of them is told
/// `opened`, with the numbers of its envelopes and nothing else. Reading alone tells nobody anything. Once it
/// was said it stays; again, it says nothing new. Fault::not_found: nothing of it came from a partner, or it
/// is gone.
Result<Opened> open(Node& node, const Actor& actor, const std::string& id);

}  // namespace tansiq::node::acts

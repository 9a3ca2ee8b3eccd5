#pragma once

/// Giving one version of an object another handling: what the acts that do so share.

#include <functional>
#include <string>
#include <string_view>

#include "handling/handling.h"
#include "node/node.h"
#include "node/rules.h"

namespace tansiq::node {

/// Which version is meant, as an officer names it (acts/show.h).
struct Rehandled {
  std::string_view collection, id, version;
};

/// What becomes of the handling that is kept now (an empty one where there is none).
using ChangeHandling = std::function<Result<handling::Handling>(handling::Handling)>;

/// Changes the handling in one commit, with the rule's entry in the journal ("version V", then `what` and the
/// reason), and puts what was released of the object on the queue of decisions to be made anew: nobody waits
/// for what follows at its holders. Returns the handling in the form that is kept. Fault::not_found.
Result<handling::Handling> rehandle(Node& node, const Actor& actor, const Rule& rule, const Rehandled& which,
                                    std::string_view what, const std::string& reason,
                                    const ChangeHandling& change);

}  // namespace tansiq::node

#include "node/acts/set_handling.h"

#include "node/rehandling.h"

namespace tansiq::node::acts {

Result<handling::Handling> set_handling(Node& node, const Actor& actor, const Which& which,
                                        const handling::Handling& handling, const std::string& reason) {
  return rehandle(node, actor, rules::set_handling, {which.collection, which.id, which.version}, {}, reason,
                  [&](const handling::Handling&) -> Result<handling::Handling> { return handling; });
}

}  // namespace tansiq::node::acts

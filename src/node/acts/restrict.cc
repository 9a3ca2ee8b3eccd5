#include "node/acts/restrict.h"

#include "node/rehandling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<handling::Handling> restrict(Node& node, const Actor& actor, const Which& which,
                                    const std::string& reason) {
  if (reason.empty())
    return fail(Fault::invalid, "a record is restricted for a reason", "reason", "who disputes what");
  return rehandle(node, actor, rules::restrict, {which.collection, which.id, which.version}, " restricted",
                  reason, [&](handling::Handling handling) -> Result<handling::Handling> {
                    handling.restricted = reason;
                    return handling;
                  });
}

Result<handling::Handling> lift_restriction(Node& node, const Actor& actor, const Which& which,
                                            const std::string& reason) {
  return rehandle(node, actor, rules::restrict, {which.collection, which.id, which.version},
                  " restricted no more", reason,
                  [](handling::Handling handling) -> Result<handling::Handling> {
                    if (handling.restricted.empty())
                      return fail(Fault::not_found, "it is not restricted", "id");
                    handling.restricted.clear();
                    return handling;
                  });
}

}  // namespace tansiq::node::acts

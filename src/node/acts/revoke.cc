#include "node/acts/revoke.h"

#include "stix/change.h"

namespace tansiq::node::acts {

Result<Corrected> revoke(Node& node, const Actor& actor, const Which& which, const std::string& reason) {
  return follow(node, actor, rules::revoke, which.collection, which.id, which.version, reason,
                [&](stix::Reader& reader, const stix::Object& previous) {
                  return stix::revoke(reader, previous, node.clock());
                });
}

}  // namespace tansiq::node::acts

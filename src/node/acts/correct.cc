#include "node/acts/correct.h"

#include "node/next_version.h"
#include "stix/change.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<Corrected> correct(Node& node, const Actor& actor, const Correction& correction) {
  if (!correction.which.version.empty())
    return fail(Fault::invalid, "only the last version can be corrected", "version",
                "leave it out; if_version guards against a change in between");
  if (correction.changes.size() > node.limits.body_bytes)
    return fail(Fault::too_large, "the changes are too long");
  return follow(node, actor, rules::correct, correction.which.collection, correction.which.id,
                correction.if_version, correction.reason,
                [&](stix::Reader& reader, const stix::Object& previous) {
                  return stix::next_version(reader, previous, correction.changes, node.clock());
                });
}

}  // namespace tansiq::node::acts

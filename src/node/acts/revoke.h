#pragma once

#include <string>

#include "node/acts/correct.h"

namespace tansiq::node::acts {

/// Withdraws an object: makes its last version, with `revoked` true and all else unchanged (STIX 2.1
/// section 3.6). Nothing can follow it. Fault::conflict where it is revoked already.
Result<Corrected> revoke(Node& node, const Actor& actor, const Which& which, const std::string& reason);

}  // namespace tansiq::node::acts

#pragma once

#include <vector>

#include "node/enrolment.h"

namespace tansiq::node::acts {

/// All officers with their roles and tokens, sorted by name, journaled first.
Result<std::vector<Enrolment>> list_officers(Node& node, const Actor& actor);

/// All accounts with their grants and tokens, in the same way.
Result<std::vector<Enrolment>> list_accounts(Node& node, const Actor& actor);

}  // namespace tansiq::node::acts

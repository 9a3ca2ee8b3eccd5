#pragma once

#include <string>

#include "node/enrolment.h"

namespace tansiq::node::acts {

/// Revokes a token by its id, for good; from then on it is unknown. Administrators revoke any, everybody an
/// own one. Fault::not_found also for a token that the actor may not revoke.
Result<store::Token> revoke_token(Node& node, const Actor& actor, const std::string& id);

}  // namespace tansiq::node::acts

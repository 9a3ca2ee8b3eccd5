#pragma once

#include "node/node.h"

namespace tansiq::node::acts {

/// Finds who stands behind HTTP Basic credentials. A wrong name and a wrong password give the same error in
/// the same time; disabled and expired principals are unknown. Fault::unauthenticated.
Result<Actor> authenticate_password(Node& node, std::string_view name, std::string_view password);

/// Finds who stands behind an API token ("Authorization: Bearer ..."). Fault::unauthenticated where it is
/// unknown, revoked or expired.
Result<Actor> authenticate_token(Node& node, std::string_view token);

}  // namespace tansiq::node::acts

#pragma once

#include "node/node.h"

namespace tansiq::node::acts {

/// Finds who stands behind HTTP Basic credentials. A wrong name and a wrong password give the same error in
/// the same time; disabled and expired principals are unknown. Fault::unauthenticated, or Fault::busy where
/// too many wrong ones came from `peer`, the client's address (see Credentials). Failures are journaled at a
/// bounded rate, without what was tried.
Result<Actor> authenticate_password(Node& node, std::string_view name, std::string_view password,
                                    std::string_view peer = {});

/// Finds who stands behind an API token ("Authorization: Bearer ..."). Fault::unauthenticated where it is
/// unknown, revoked or expired. The actor has the roles that both the token and its officer have.
Result<Actor> authenticate_token(Node& node, std::string_view token);

}  // namespace tansiq::node::acts

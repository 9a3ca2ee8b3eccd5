#pragma once

#include <string>

#include "node/enrolment.h"

namespace tansiq::node::acts {

/// Changes roles, password, expiry or whether the officer is disabled; from then on no remembered password
/// and no token does more than the new state allows. Fault::not_found; Fault::conflict where nobody else
/// could administer the node afterwards.
Result<Enrolment> change_officer(Node& node, const Actor& actor, const std::string& name,
                                 const PrincipalChange& change);

/// The same for an account: its standing purpose, password, expiry, whether it is disabled. It has no roles.
Result<Enrolment> change_account(Node& node, const Actor& actor, const std::string& name,
                                 const PrincipalChange& change);

}  // namespace tansiq::node::acts

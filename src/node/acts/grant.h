#pragma once

#include <string>

#include "node/acts/add_account.h"

namespace tansiq::node::acts {

/// Says what an account may do with a collection from now on; neither read nor write takes the grant away.
Result<Enrolment> grant(Node& node, const Actor& actor, const std::string& account, const NewGrant& wanted);

}  // namespace tansiq::node::acts

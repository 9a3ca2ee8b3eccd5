#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/enrolment.h"

namespace tansiq::node::acts {

struct NewOfficer {
  std::string name;
  std::vector<Role> roles;
  std::string password = {};  ///< for HTTP Basic; empty: the officer works with tokens alone
  std::optional<Time> expires = {};
};

/// Adds an officer. Fault::conflict where the name is taken.
Result<Enrolment> add_officer(Node& node, const Actor& actor, const NewOfficer& officer);

}  // namespace tansiq::node::acts

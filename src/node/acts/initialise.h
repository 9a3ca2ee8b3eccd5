#pragma once

#include <string>
#include <vector>

#include "node/enrolment.h"

namespace tansiq::node::acts {

/// How a new node begins.
struct Beginning {
  std::string officer;      ///< name of the first officer
  std::vector<Role> roles;  ///< administrator must be among them
  std::string collection_title = "Records";
};

struct Begun {
  std::string collection;  ///< id of the collection `records`
  std::string token;       ///< of the first officer, shown this once
};

/// The first act on an empty store, before anybody could be authenticated: makes the collection with the
/// alias `records`, the first officer, and a token for that officer. Fault::conflict where anybody is
/// enrolled already.
Result<Begun> initialise(Node& node, const Beginning& beginning);

}  // namespace tansiq::node::acts

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/enrolment.h"

namespace tansiq::node::acts {

/// What an account may do with one collection.
struct NewGrant {
  std::string collection;  ///< id or alias
  bool can_read = false;
  bool can_write = false;
};

struct NewAccount {
  std::string name;
  Purpose purpose;  ///< standing: what every act of the account is for; purpose and basis must be said
  std::string password = {};  ///< empty: one is made
  std::optional<Time> expires = {};
  std::vector<NewGrant> grants = {};
};

struct AddedAccount {
  Enrolment enrolment;
  std::string password;  ///< the one that was made, shown this once; empty where one was given
};

/// Adds an account for a TAXII client or a tool. Fault::conflict where the name is taken.
Result<AddedAccount> add_account(Node& node, const Actor& actor, const NewAccount& account);

}  // namespace tansiq::node::acts

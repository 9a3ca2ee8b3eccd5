#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/enrolment.h"

namespace tansiq::node::acts {

struct TokenRequest {
  store::Principal::Kind kind = store::Principal::Kind::officer;
  std::string name;              ///< whose
  std::string label = {};        ///< what it is for, e.g. "laptop"
  std::vector<Role> roles = {};  ///< at most those of the officer; empty: all of them, whatever they become
  std::optional<Time> expires = {};
};

struct IssuedToken {
  store::Token token;  ///< without its hash
  std::string secret;  ///< shown this once; only its SHA-256 is kept
};

/// Issues an API token of 256 random bits. Fault::not_found; Fault::invalid where it would carry a role that
/// its officer does not have, or would be expired at once.
Result<IssuedToken> issue_token(Node& node, const Actor& actor, const TokenRequest& request);

}  // namespace tansiq::node::acts

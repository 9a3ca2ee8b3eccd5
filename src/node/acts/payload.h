#pragma once

#include <string>

#include "node/acts/show.h"

namespace tansiq::node::acts {

/// The bytes that an artifact carries.
struct Payload {
  std::string artifact;    ///< its id
  std::string media_type;  ///< as the artifact claims it; empty where it does not. Never to be trusted.
  std::string bytes;       ///< exactly those that were filed
};

/// Gives the exact bytes of an artifact, or of the one artifact that a report refers to, after that is
/// durably in the journal. Fault::not_found where there are none; Fault::conflict where a report refers to
/// several.
Result<Payload> payload(Node& node, const Actor& actor, const Which& which);

}  // namespace tansiq::node::acts

#pragma once

#include <string>
#include <string_view>

#include "node/acts/show.h"
#include "node/next_version.h"

namespace tansiq::node::acts {

/// What an officer changes, and why.
struct Correction {
  Which which;               ///< the version must be empty: only the last one is corrected
  std::string_view changes;  ///< a JSON merge patch (RFC 7396)
  std::string if_version;    ///< the version that the officer has seen; empty: whichever is the last
  std::string reason;
};

using Corrected = Successor;  // the new version, and the one that it follows

/// Makes the next version of an object: `modified` becomes max(now, previous + 1 ms), whatever the clock
/// does. It has the handling of the version before. Fault::conflict where `if_version` is not the last
/// version, or where another correction came first: then nothing was changed. Refused is whatever
/// stix::next_version refuses.
Result<Corrected> correct(Node& node, const Actor& actor, const Correction& correction);

}  // namespace tansiq::node::acts

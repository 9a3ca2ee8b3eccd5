#pragma once

#include <string>

#include "node/duty/sending.h"

namespace tansiq::node::acts {

/// What an officer warns of.
struct WarningWanted {
  Addressees addressees;
  /// What the warning says, as the JSON of docs/records.md: at least `name` and `acknowledge_by`.
  std::string properties;
  WorkHandling handling = {};
};

/// Warns partners: the warning is filed and released to all that it is addressed to, in one commit, and
/// stands on their desks until somebody acknowledges it. A warning without details is a warning.
/// Fault::invalid: what it says cannot be; `acknowledge_by` has passed. Fault::forbidden: one of them may not
/// get it; nothing was sent then.
Result<SentWork> raise_warning(Node& node, const Actor& actor, const WarningWanted& wanted);

}  // namespace tansiq::node::acts

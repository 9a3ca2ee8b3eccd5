#pragma once

#include <string>

#include "node/duty/sending.h"

namespace tansiq::node::acts {

/// What came of a warning.
struct OutcomeWanted {
  std::string warning;     ///< id of the root
  std::string asker;       ///< as for acknowledging
  std::string properties;  ///< of an outcome-report, as JSON: at least `name` and `outcome`
  std::string cell = {};
  WorkHandling handling = {};
};

/// In a review: says to who asks what this service held and decides to show. Else reports what came of a
/// warning: to everybody who was warned where it is this service's own, which closes it; else to the service
/// that warned, as this service's last word. Faults as for acknowledge().
Result<SentWork> report_outcome(Node& node, const Actor& actor, const OutcomeWanted& wanted);

}  // namespace tansiq::node::acts

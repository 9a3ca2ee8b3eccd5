#pragma once

#include <string>

#include "node/duty/sending.h"

namespace tansiq::node::acts {

/// An attack that nobody warned of.
struct ReviewWanted {
  Addressees addressees;
  /// What happened, as an outcome-report of docs/records.md: at least `name` and `outcome`; `report_by` says
  /// by when the others are to say what they held; `status` where it is an exercise or a test.
  std::string properties;
  WorkHandling handling = {};
};

/// Asks partners what each of them held about an attack that nobody warned of: the report is filed and
/// released to all that are asked, in one commit. Each answers with what it decides to show
/// (report_outcome.h). Faults as for raise_warning().
Result<SentWork> ask_review(Node& node, const Actor& actor, const ReviewWanted& wanted);

}  // namespace tansiq::node::acts

#pragma once

/// Filing one own object and releasing it, in one commit: what raising a warning and answering it share. What
/// is asked of others at night must not lie in a drawer because a second command was forgotten.

#include <map>
#include <string>
#include <vector>

#include "node/journaling.h"
#include "node/partners/ordering.h"
#include "stix/stix.h"

namespace tansiq::node {

/// Handling of what the cell's work is written down in.
struct WorkHandling {
  std::string grade = "F6";   ///< Admiralty code; F6: cannot be judged
  std::string tlp = "amber";  ///< of TLP 2.0
};

/// What became of it.
struct SentWork {
  std::string id, version;
  std::vector<Outcome> outcomes;                         ///< one for each recipient
  std::map<store::ServiceNumber, std::string> partners;  ///< their labels
};

/// Files the object into `records` with a handling that names the recipients, and releases it to all of them.
/// To all or to nobody: where one may not get it nothing is filed, and the error (Fault::forbidden) says who
/// and why. `rule` is the act's, in whose name both is journaled. Observers of the cell are told of
/// `activity`.
Result<SentWork> file_and_release(Node& node, const Actor& actor, const Rule& rule,
                                  const stix::Object& object, const WorkHandling& handling,
                                  const Recipients& recipients, std::string_view activity);

}  // namespace tansiq::node

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/partners/recalling.h"

namespace tansiq::node::acts {

/// What an officer asks back of an object of this service.
struct RecallWanted {
  std::string id;
  std::vector<std::string> versions = {};  ///< none: every version, also those that come late
  std::string replacement = {};            ///< the version that is right: it stays, the covered ones go
  std::string reason = {};                 ///< the holders' people read it
  std::optional<Time> deadline = {};  ///< after it the silent are overdue; nothing: usual_deadline from now
};

struct RecallDone {
  Time deadline;
  std::size_t releases = 0;                             ///< that stand as `recalled` now
  std::map<store::ServiceNumber, std::string> holders;  ///< labels of those it was sent to
};

/// Asks back what was released, from everybody who holds it: each removes it, passes the order on to whom it
/// passed the copy, and states `purged`; who has not by the deadline stands as overdue. The record stays
/// here, and holders can be given a later version. Nothing takes an order back: what was removed is released
/// anew. Fault::not_found: nobody holds any of it. Fault::invalid: a deadline that has passed, a replacement
/// that is among the covered versions.
Result<RecallDone> recall(Node& node, const Actor& actor, const RecallWanted& wanted);

}  // namespace tansiq::node::acts

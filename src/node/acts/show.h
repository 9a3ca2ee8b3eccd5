#pragma once

#include <optional>
#include <string>
#include <vector>

#include "handling/handling.h"
#include "node/access.h"
#include "node/held.h"

namespace tansiq::node::acts {

/// Which record an officer means.
struct Which {
  std::string id;
  std::string collection;  ///< id or alias; empty: whichever holds it
  std::string version;     ///< a STIX timestamp; empty or "last": the last one
};

/// Whether a record is shown that is past its review date.
enum class PastReview {
  hidden,
  shown,  ///< for whoever decides whether it is renewed or erased (rules::review)
};

/// One record with what stands beside it.
struct Shown {
  CollectionAccess where;
  HeldRecord record;
  std::optional<handling::Handling> handling;
  std::size_t versions = 0;   ///< held of this object
  std::size_t conflicts = 0;  ///< contents that came for versions of it that were held with another
  std::vector<std::string> same_as = {};  ///< records that officers confirmed to be about the same person
};

/// Shows an officer one record with its handling, after that is durably in the journal. Fault::not_found,
/// also where its review date has passed and is not asked for.
Result<Shown> show(Node& node, const Actor& actor, const Which& which, PastReview past = PastReview::hidden);

}  // namespace tansiq::node::acts

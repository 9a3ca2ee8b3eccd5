#pragma once

#include <string>
#include <vector>

#include "node/partners/onward.h"

namespace tansiq::node::acts {

/// A question about passing on, with the names that an officer needs.
struct OnwardShown {
  OnwardAsk ask;
  std::string id, version;  ///< of the record; empty where it is gone
  std::string partner;      ///< the originator (ours) or the holder (theirs)
  std::string recipient;    ///< this node's label; the service's id where it is no partner
};
OnwardShown shown(store::Reader& reader, const Directory& directory, OnwardAsk ask);

/// Every question of this node and of its partners, those that wait first; what went over to a later version
/// is shown there alone.
Result<std::vector<OnwardShown>> list_onward(Node& node, const Actor& actor);

}  // namespace tansiq::node::acts

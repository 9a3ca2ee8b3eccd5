#pragma once

#include <string>
#include <vector>

#include "node/partners/shown.h"

namespace tansiq::node::acts {

/// A cell to be founded, with services as this node calls them.
struct NewCell {
  std::string name;
  std::vector<std::string> members;  ///< besides this service, which coordinates
  std::vector<std::string> observers;
  std::vector<std::string> deputies;  ///< of the members: they replace a lost coordinator
  std::uint64_t quorum = 0;           ///< how many of them it takes; 0: the smallest majority
  std::vector<exchange::CellPurpose> purposes;
};

/// Founds a cell with this service as its coordinator, and sends it to everybody who has a seat; each takes
/// part once it has accepted. Fault::not_found names what is no partner, Fault::conflict where a cell of this
/// name is known.
Result<CellShown> found_cell(Node& node, const Actor& actor, const NewCell& cell);

}  // namespace tansiq::node::acts

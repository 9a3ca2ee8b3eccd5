#pragma once

#include <string_view>

#include "node/partners/shown.h"

namespace tansiq::node::acts {

/// Accepts the seat that this service has in a cell, as the newest version gives it, with the purposes that
/// stand there, and tells the members. An observer accepts its seat, also one that another coordinator than
/// before offers. Fault::conflict where the cell is frozen or there is nothing to accept.
Result<CellShown> join_cell(Node& node, const Actor& actor, std::string_view cell);

/// Leaves: nobody gives this service anything in the cell from then on. Joining again takes it back once the
/// coordinator has signed another version.
Result<CellShown> leave_cell(Node& node, const Actor& actor, std::string_view cell);

/// Lets standing rules reach a partner in a cell, or no longer. The other releases need no confirming: an
/// officer orders each. Fault::conflict where it stands so already.
Result<CellShown> confirm_partner(Node& node, const Actor& actor, std::string_view cell,
                                  std::string_view partner, bool confirmed);

}  // namespace tansiq::node::acts

#pragma once

#include <string_view>

#include "node/partners/cell_draft.h"
#include "node/partners/shown.h"

namespace tansiq::node::acts {

struct CellChanged {
  CellShown cell;
  bool waits_for_votes = false;  ///< nothing has changed yet: deputies have to vote
};

/// Signs the next version of a cell, as its coordinator, and sends it to everybody whom it concerns. Where
/// the deputies have a say (another coordinator, other deputies or quorum, a frozen cell) it becomes this
/// service's proposal instead, and comes into force with the last vote that it takes; a deputy may propose
/// itself as coordinator. A further proposal replaces the one before. Errors: see draft_next().
Result<CellChanged> change_cell(Node& node, const Actor& actor, std::string_view cell,
                                const CellChange& change);

/// Votes for what `proposer` proposes, as a deputy. The digest is the one that was shown, so that nobody
/// votes for what came in between. Fault::forbidden: this service is no deputy; Fault::not_found: no such
/// proposal.
Result<CellChanged> vote_in_cell(Node& node, const Actor& actor, std::string_view cell,
                                 std::string_view proposer, const base::Digest& proposal);

}  // namespace tansiq::node::acts

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/acts/release.h"
#include "node/partners/proposals.h"

namespace tansiq::node::acts {

/// What deciding anew left to an officer, with the names of partners and cells.
struct OpenProposals {
  std::vector<Proposal> proposals;
  std::map<store::ServiceNumber, std::string> partners;
  std::map<exchange::CellId, std::string> cells;
};
Result<OpenProposals> list_proposals(Node& node, const Actor& actor);

/// What an officer says to one.
struct ProposalDecision {
  std::string id;       ///< of the record
  std::string partner;  ///< by name or id
  bool accept = false;  ///< else it is dropped
  std::string reason;
};

/// Decides a proposal. To accept a release orders it, as this officer's own order for the record's last
/// version; to accept a recall asks back all that the partner holds of the object. Fault::not_found: there is
/// no such proposal.
struct ProposalDecided {
  Proposal proposal;
  std::optional<ReleaseDone> released;  ///< what came of the order
  std::size_t recalled = 0;             ///< releases that were asked back
};
Result<ProposalDecided> decide_proposal(Node& node, const Actor& actor, const ProposalDecision& decision);

}  // namespace tansiq::node::acts

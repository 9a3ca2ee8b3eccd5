#pragma once

/// Partners and cells as this node's people see them.

#include <optional>
#include <string>
#include <vector>

#include "node/node.h"
#include "node/partners/directory.h"

namespace tansiq::node {

struct PartnerShown {
  exchange::ServiceId service{};
  std::string label;
  bool suspended = false;
  bool reader = false;  ///< a TAXII reader: no card, no fingerprint, nothing comes from it
  Time added = {};
  std::optional<exchange::Card> card;  ///< the newest
  std::uint64_t sent = 0;              ///< last number of the outbox to it
  std::uint64_t taken = 0;             ///< last number taken from its outbox
  std::uint64_t behind = 0;            ///< how many more it says it has sent
  bool held = false;                   ///< nothing more is taken from it before an officer cleared a fault
  std::vector<std::string> cells;      ///< labels of those in which it has a seat
};

Result<PartnerShown> partner_shown(store::ExchangeReader& reader, const Directory& directory,
                                   const Peer& peer);

/// Where this service stands in a cell.
enum class CellState {
  offered,  ///< it has a seat that no officer accepted, or not with its present role
  joined,   ///< it takes part
  frozen,   ///< two versions contradict each other; nobody takes part
  left,     ///< it said that it leaves, or lost its seat
};
std::string_view name_of(CellState state);

struct SeatShown {
  exchange::ServiceId service{};
  std::string label;  ///< empty: no partner of this node
  exchange::CellRole role = exchange::CellRole::member;
  bool accepted = false;
  bool confirmed = false;  ///< standing rules reach it
  bool deputy = false;
};

/// A version that waits for votes.
struct ProposalShown {
  exchange::ServiceId proposer{};
  std::string label;
  std::uint64_t number = 0;
  base::Digest proposal{};
  std::vector<std::string> changes;  ///< a sentence each, against the version that stands
  std::size_t votes = 0;             ///< that came here; only the proposer gets them
  std::uint64_t quorum = 0;
};

struct CellShown {
  exchange::CellId cell{};
  std::string label;
  std::string name;
  CellState state = CellState::offered;
  exchange::CellRole role = exchange::CellRole::member;  ///< this service's own
  std::uint64_t number = 0;                              ///< of the version, or of the seat's statement
  std::string coordinator;                               ///< label, or id where it is no partner
  std::uint64_t quorum = 0;
  std::vector<exchange::CellPurpose> purposes;  ///< empty for an observer
  std::vector<SeatShown> seats;                 ///< empty for an observer
  std::vector<ProposalShown> proposals;
  std::vector<base::Digest> contested;  ///< of a frozen cell: versions of which one must stand
  bool seat_offered = false;            ///< another coordinator than before offers the observer's seat
};

/// Every cell that this node knows, by label.
Result<std::vector<CellShown>> cells_shown(store::ExchangeReader& reader, const Directory& directory);

/// The one of that label or id. Fault::not_found.
Result<CellShown> cell_shown(store::ExchangeReader& reader, const Directory& directory,
                             std::string_view name_or_id);

/// What an officer must know of a version before it is accepted or voted for: a sentence for each change.
std::vector<std::string> changes_between(const exchange::CellVersion& before,
                                         const exchange::CellVersion& next, const Directory& directory);

/// The label of a service, or its id where it is no partner.
std::string called(const Directory& directory, const exchange::ServiceId& service);

}  // namespace tansiq::node

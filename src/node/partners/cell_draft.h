#pragma once

/// The next version of a cell, from what an officer wants changed.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/partners/directory.h"

namespace tansiq::node {

/// What is to be different. Services stand as this node calls them; what is empty stays as it is.
struct CellChange {
  std::optional<std::string> name;
  std::vector<std::string> members;                  ///< get a member's seat, whatever they had
  std::vector<std::string> observers;                ///< get an observer's seat, whatever they had
  std::vector<std::string> removed;                  ///< lose their seat
  std::optional<std::vector<std::string>> deputies;  ///< all of them from now on
  std::optional<std::uint64_t> quorum;               ///< 0: the smallest majority of the deputies
  std::vector<exchange::CellPurpose> purposes;       ///< added, or changed where the id stands already
  std::vector<std::string> ended_purposes;           ///< ids that are taken off the list
  bool coordinate = false;                           ///< this service becomes the coordinator
  std::optional<base::Digest> stands;  ///< of a frozen cell: which of the contested versions stands

  [[nodiscard]] bool changes_nothing() const;
};

/// The first version, with this service as coordinator.
base::Result<exchange::CellVersion> draft_first(const Directory& directory, const CellChange& change,
                                                base::Time now);

/// The version that follows the newest, or `change.stands`. A deputy that loses its seat or coordinates is a
/// deputy no more. Fault::forbidden where this service may not sign it, Fault::conflict where the cell is
/// frozen and `stands` is not said, Fault::not_found names what is no partner.
base::Result<exchange::CellVersion> draft_next(const Directory& directory, const JoinedCell& cell,
                                               const CellChange& change, base::Time now);

/// Whether the deputies have to vote for it: coordinator, deputies or quorum change, or the cell is frozen.
bool needs_votes(const exchange::CellChain& chain, const exchange::CellVersion& version);

}  // namespace tansiq::node

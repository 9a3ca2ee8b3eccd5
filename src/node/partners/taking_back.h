#pragma once

/// What a restored node gets back from a partner, put into the store inside a write.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "exchange/erasures.h"
#include "exchange/restore.h"
#include "node/node.h"
#include "node/partners/directory.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

/// What was put back.
struct PutBack {
  std::size_t releases = 0;  ///< envelopes that the partner holds and the backup did not know
  std::size_t records = 0;   ///< own records that the backup did not know, filed again
  std::size_t orders = 0;    ///< recalls and erasures, which others get again where they had not
  std::size_t again = 0;     ///< releases of the backup that the partner never had, released again
  std::vector<std::string> erased = {};  ///< ids that indexes must forget once this is durable
};

/// Puts the lost tail of the outbox to a partner into the store:
///
/// - every envelope stands in its lost epoch again, so that recalls and erasures reach what the partner
/// holds;
/// - a version of an own record that this node does not know is filed again as the partner got it (what was
///   withheld from it stays lost), releasable to whoever hands it back;
/// - what `erased` says was erased is not filed, and the partner is told to erase it;
/// - recalls and erasures of this service are carried out again, here and at every holder that did not get
///   them;
/// - what the backup had released and the partner never fetched is released in the new epoch.
Result<PutBack> put_back(store::Transaction& transaction, Outgoing& outgoing, const Peer& partner,
                         const exchange::Outbox& backup, const exchange::TakenBack& taken,
                         const exchange::Erasures& erased, std::int64_t act);

}  // namespace tansiq::node

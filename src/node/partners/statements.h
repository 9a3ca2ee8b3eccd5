#pragma once

/// Receipts: what partners state about this node's releases, and what this node states about theirs.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

/// What a receipt changed.
struct Believed {
  std::vector<std::string> contradictions;    ///< a clause each: what cannot be true of our outbox
  std::uint64_t epoch = 0, from = 0, to = 0;  ///< of `delivered`: of our outbox
  Time released;                              ///< of `delivered`: when the last of them was
  std::string refusal;                        ///< the first word why one was refused
  std::size_t delivered = 0, refused = 0, opened = 0, purged = 0;  ///< releases that it is about
};

/// Takes what a partner states (the copy of a receipt) into the fates of its releases. What cannot be true
/// counts for nothing and is listed.
Result<Believed> believe(store::Transaction& transaction, store::ServiceNumber partner,
                         std::string_view copy);

/// States something to a partner, in its outbox.
Result<> state(Outgoing& outgoing, store::ServiceNumber partner, const exchange::Receipt& receipt,
               std::int64_t act);

/// States `opened` or `purged` of envelopes, each to whoever sent it, in as few receipts as there can be.
Result<> state_of(Outgoing& outgoing, exchange::Receipt::Kind kind, std::vector<store::EnvelopeName> names,
                  std::int64_t act);

}  // namespace tansiq::node

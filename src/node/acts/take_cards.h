#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "node/node.h"
#include "store/service.h"

namespace tansiq::node::acts {

/// What came of documents of kind `card`.
struct CardsTaken {
  std::size_t taken = 0;     ///< that were new and hold
  std::uint64_t newest = 0;  ///< number of the newest card held now
  bool gap = false;          ///< one came whose predecessor is missing: ask for what follows `newest`
  bool suspended = false;    ///< the partner showed two histories, and nothing more is released to it
  bool cut = false;          ///< a revocation took the inbox back: ask again after the number held
};

/// Takes newer cards and revocations, as a partner's node brought them, in their order. No officer is needed:
/// the root key of the card before signed each. What is wrong with them is raised as a fault of the pair and
/// stops nothing else; two histories of one service suspend it. A revocation takes the inbox back to its
/// number: what came above is set aside, its content removed, its envelopes kept as evidence without it.
/// Writes nothing where nothing is new. Fault::not_found: no such partner.
Result<CardsTaken> take_cards(Node& node, store::ServiceNumber partner,
                              std::span<const std::string> documents);

}  // namespace tansiq::node::acts

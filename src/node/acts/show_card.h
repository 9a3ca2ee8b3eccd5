#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exchange/card.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// This service as its partners know it.
struct OwnCard {
  exchange::ServiceId service{};
  exchange::Card card;                        ///< the newest
  std::vector<exchange::Document> documents;  ///< all cards: what a partner adds
  std::optional<exchange::KeyId> signing;     ///< the key in use; nothing: none of the card's is at hand
};

/// Fault::not_found where this node has no card yet.
Result<OwnCard> show_card(Node& node, const Actor& actor);

/// The end of the outbox to one partner, as a revocation names it.
struct OutboxEnd {
  exchange::ServiceId partner{};
  std::string label;
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;
  base::Digest chain{};
};

/// How far each outbox went at `until` (now, where nothing is said): what an administrator signs as the last
/// that is to be trusted of a key which is revoked.
Result<std::vector<OutboxEnd>> outbox_ends(Node& node, const Actor& actor, std::optional<Time> until);

}  // namespace tansiq::node::acts

#pragma once

#include <string>
#include <vector>

#include "exchange/card.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// The next card of this service and, where it revokes keys, how far each partner still trusts them. All of
/// it signed with the root key, which the node never sees.
struct CardOrder {
  std::string card;
  std::vector<std::string> revocations = {};  ///< for partners of this node, one a partner and key
};

/// Takes the next card into use: from this commit on the node signs with a key of it, and partners fetch it.
/// Fault::invalid where the card does not follow the newest one, names no key that this node has, revokes a
/// key without telling every partner how far it is trusted, or a revocation names what this node never sent.
Result<exchange::Card> issue_card(Node& node, const Actor& actor, const CardOrder& order);

/// Draws a signing key and keeps it in the node's folder of keys. It signs nothing before a card names it.
Result<exchange::PublicKey> draw_key(Node& node, const Actor& actor);

}  // namespace tansiq::node::acts

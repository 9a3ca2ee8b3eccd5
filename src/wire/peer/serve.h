#pragma once

/// What partners find on this node's port for them: their stream, pages of it, and this node's cards
/// (docs/wire.md section 9).

#include <memory>
#include <optional>

#include "node/node.h"
#include "wire/route.h"

namespace tansiq::wire::peer {

/// The partner whose newest card names this TLS key. Fault::forbidden where there is none. Reads a snapshot
/// and, where papers changed, the directory.
base::Result<store::ServiceNumber> partner_with(node::Node& node, const std::optional<base::Digest>& key);

/// Routes below /exchange/1/. Requests must come from a server that asks for certificates. A stream says
/// something at least every `heartbeat_ms`. Streams keep what they share alive; the node must outlive them.
Group make_group(node::Node& node, std::uint32_t heartbeat_ms);

}  // namespace tansiq::wire::peer

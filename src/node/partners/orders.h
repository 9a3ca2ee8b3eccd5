#pragma once

/// What originators ask back from this node: noted in the write that received the order, carried out right
/// after it, and stated `purged` only once no file and no index holds the content any more. The note is
/// durable, so that a crash between two of these steps loses none of them.

#include <cstdint>
#include <string>

#include "exchange/exchange.h"
#include "node/node.h"
#include "node/partners/directory.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

/// Notes an order that came in an envelope and was verified, and passes it on, unchanged, to everybody to
/// whom this node passed a covered version.
Result<> note_order(store::Transaction& transaction, Outgoing& outgoing, const Peer& sender,
                    const exchange::Body& body, const exchange::SignedRecall& order, std::int64_t act);

/// Whether an originator has asked this version back. What it releases itself afterwards is its newer word:
/// only a copy that another holder passes on can come late.
Result<bool> asked_back(store::Reader& reader, const exchange::ServiceId& originator,
                        const exchange::RecordKey& key);

/// Whether any order waits to be carried out.
Result<bool> any_order_due(store::Reader& reader);

/// Carries out what waits: removes records, envelopes and passed-on copies in one write, then forgets them in
/// the name index, then states `purged` to whoever brought them. Returns how many orders are done.
/// Fault::unavailable where something keeps the overwriting waiting: it is tried again at the next call. One
/// call at a time does the work, others return at once.
Result<std::size_t> carry_out_orders(Node& node);

}  // namespace tansiq::node

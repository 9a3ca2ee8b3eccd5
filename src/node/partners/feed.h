#pragma once

/// What a partner hears of its outbox: the bytes of its stream (docs/wire.md section 9).

#include <cstdint>
#include <string>

#include "node/node.h"
#include "store/service.h"

namespace tansiq::node {

/// How far a partner has heard.
struct Heard {
  std::uint64_t epoch = 0;   ///< 0: whichever is served now, from its beginning
  std::uint64_t number = 0;  ///< the last envelope it holds of that epoch

  bool operator==(const Heard&) const = default;
};

/// One batch of envelopes with the head that covers exactly them, as server-sent events.
struct Batch {
  std::string events;         ///< never empty: at least a head
  Heard heard;                ///< where the partner stands once it took them
  std::size_t envelopes = 0;  ///< 0: only a heartbeat
  bool more = false;          ///< whether further envelopes wait already
};

/// Bounds on one batch. An envelope larger than `bytes` comes alone.
struct BatchLimits {
  std::size_t envelopes = 1000;
  std::size_t bytes = std::size_t{2} << 20;
};

/// Whether the partner is served at all. Fault::busy: this node was restored and has not taken back what the
/// partner holds. Fault::not_found: no such partner.
Result<> ready_to_serve(Node& node, store::ServiceNumber partner);

/// What stands behind `heard` in the outbox to a partner. Where that is of another epoch than the one that is
/// served, or beyond its end, the batch is the present head alone: the partner finds the fault by it. A
/// partner that is suspended gets the chain, but content of nothing but recalls, erasures and receipts, and
/// nobody the content of a record that was asked back meanwhile. Reads a snapshot, signs once; journals
/// nothing, since the release was. Fault::not_found: no such partner, or this node has no card or not its
/// key. Fault::busy: this node was restored and has not taken back what the partner holds.
Result<Batch> next_batch(Node& node, store::ServiceNumber partner, const Heard& heard,
                         const BatchLimits& limits = {});

/// The own cards behind number `after`, and the own revocations that are for this partner, as server-sent
/// events of kind `card`. Empty where there are none.
Result<std::string> newer_cards(Node& node, store::ServiceNumber partner, std::uint64_t after);

}  // namespace tansiq::node

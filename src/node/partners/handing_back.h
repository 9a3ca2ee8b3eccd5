#pragma once

/// Giving a partner that was restored from a backup what it had sent before and does not know any more
/// (docs/wire.md section 8).

#include <cstdint>
#include <string>

#include "node/node.h"

namespace tansiq::node {

/// Envelopes of one epoch of the partner's outbox above a number, as they came, up to some two megabytes, as
/// server-sent events. After the last that is held stands the partner's own head that signs exactly it, also
/// where there is none above the number. Empty where nothing of the partner was ever held, or only its
/// beginning. What was purged or refused comes without content. Journaled. Fault::not_found: no such partner.
/// Fault::conflict: another epoch is held by now.
Result<std::string> hand_back(Node& node, store::ServiceNumber partner, std::uint64_t epoch,
                              std::uint64_t after);

}  // namespace tansiq::node

#pragma once

/// Heads of partners' outboxes that are kept as evidence: an inbox keeps only the newest one, and a proof
/// about what came long ago must not show everything that came since.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/inbox.h"
#include "node/node.h"
#include "node/partners/arriving.h"

namespace tansiq::node {

/// One head a minute of each partner is kept, and one more for each batch that brings something of a thread
/// or states something about what it was given of one.
inline constexpr std::chrono::minutes between_kept_heads{1};

/// Notes that a partner is given something of a thread, where it is that. Lost with the process: then the
/// minute's head covers what it states.
void await_statement(const Node& node, store::ServiceNumber partner, std::string_view id,
                     std::uint64_t number);

/// Whether what came is worth a head of its own.
bool worth_a_head(const Node& node, store::ServiceNumber partner, const std::vector<Arrival>& arrivals);

/// Keeps the head that signs the end of an inbox, in the write that moves it. `always`: though one was kept
/// just now.
Result<> keep_head(Node& node, store::Transaction& transaction, store::ServiceNumber partner,
                   const exchange::Inbox& inbox, bool always, std::int64_t act);

/// The first head that was kept, from a day on, which signs an envelope of this number or a later one. Looks
/// at this day and the next; then at the inbox's own. Nothing where there is none of this epoch.
Result<std::optional<exchange::SignedHead>> head_above(store::Reader& reader,
                                                       const store::EnvelopeName& envelope, Time from);

}  // namespace tansiq::node

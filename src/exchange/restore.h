#pragma once

/// Beginning anew after a backup was restored. The restored node knows its outbox up to the backup's last
/// number; its partner may hold what came after, and hands that back when it is asked. What it hands back
/// proves itself, since the lost head is the restored service's own signature. Only then, or on an
/// administrator's order, is the partner served in the new epoch.

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/card.h"
#include "exchange/head.h"

namespace tansiq::exchange {

/// The epoch to begin after a restore: above the backup's and not below the clock's Unix seconds, so that
/// restoring the same backup twice does not give one epoch twice.
std::uint64_t next_epoch(std::uint64_t backup, std::chrono::seconds now);

/// What a restored node has got back for one partner.
struct TakenBack {
  /// Of the lost epoch, above the backup; content may be gone where it was purged or refused.
  std::vector<Envelope> envelopes;
  /// What the partner holds of the lost epoch; below the backup's number where it had not fetched that yet.
  Outbox end;
  std::vector<std::string> orders;  ///< recalls and erasures among them, to be carried out again
};

/// The chain hash that the backup holds under a number of the lost epoch.
using ChainAt = std::function<std::optional<Digest>(std::uint64_t number)>;

/// Checks a lost tail against the backup's end of that outbox: the head is signed with one of `mine` cards'
/// keys, and the envelopes lead from the backup's chain hash to it. Without a head the partner holds nothing.
/// Fault::conflict where they do not follow the backup: then it belongs to another history, and an
/// administrator must decide. Linear in the tail.
Result<TakenBack> take_back(const Outbox& backup, std::string_view head,
                            std::span<const std::string> envelopes, const CardChain& mine,
                            const ChainAt& chain_at);

}  // namespace tansiq::exchange

#pragma once

/// Beginning anew after a backup was restored. The restored node knows its outbox up to the backup's last
/// number; its partner holds what came after. The partner hands that back; it proves itself, since the lost
/// head is the restored service's own signature. Only then, or on an administrator's order, is the partner
/// served in a new epoch.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/card.h"
#include "exchange/head.h"

namespace tansiq::exchange {

/// The epoch to begin after a restore: above the backup's, above every epoch that a partner has seen, and not
/// below the clock's seconds, so that restoring the same backup twice does not give one epoch twice.
std::uint64_t next_epoch(std::uint64_t backup, std::span<const std::uint64_t> seen_by_partners, Time now);

/// What a partner hands back: a piece of the lost tail. The copy of an envelope of kind `returned`. Pieces
/// are cut so that none is larger than a copy may be.
struct Handback {
  std::uint64_t epoch = 0;             ///< the lost one
  std::vector<std::string> envelopes;  ///< as they came, ascending
  std::string head;                    ///< the head that covers the whole tail; of the last piece only
};

std::string render(const Handback& handback);
Result<Handback> read_handback(std::string_view text);

/// Cuts a tail into pieces. The last one carries the head.
std::vector<Handback> pieces_of(std::uint64_t epoch, std::span<const std::string> envelopes, std::string head,
                                std::size_t most_bytes = most_copy_bytes / 2);

/// What a restored node has got back for one partner.
struct TakenBack {
  std::vector<Envelope>
      envelopes;  ///< of the lost epoch, above the backup; content may be gone where it was purged
  Outbox end;     ///< of the lost epoch
  std::vector<std::string> orders;  ///< its recalls and erasures among them, to be carried out again
};

/// Checks a lost tail against the backup's end of that outbox: the head is signed with one of `mine` cards'
/// keys, and the envelopes lead from the backup's chain hash to it. Fault::conflict where they do not follow
/// the backup: then it belongs to another history, and an administrator must decide.
Result<TakenBack> take_back(const Outbox& backup, std::string_view head,
                            std::span<const std::string> envelopes, const CardChain& mine);

}  // namespace tansiq::exchange

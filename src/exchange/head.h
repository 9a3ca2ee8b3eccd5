#pragma once

#include "exchange/envelope.h"

namespace tansiq::exchange {

inline constexpr std::size_t most_head_bytes = 4096;

/// The sender's word about a whole outbox: its chain hash covers every envelope up to `number`, so one
/// signature stands for all of them, and a later head with a higher number shows that something is being held
/// back. Signed once for each commit and anew, with the time, in each heartbeat.
struct Head {
  ServiceId sender{};
  ServiceId recipient{};
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;  ///< 0: nothing released in this epoch yet
  Digest chain{};            ///< chain hash of envelope `number`; genesis() for 0
  std::uint64_t card = 0;    ///< number of the sender's newest card, so that a recipient knows what to fetch
  Time time;                 ///< by the sender's clock

  bool operator==(const Head&) const = default;
};

/// The head of an outbox as it stands.
Head head_of(const Outbox& outbox, std::uint64_t card, Time now);

std::string render(const Head& head);
Document sign(const SigningKey& key, const Head& head);

/// A head that was read and not yet verified.
struct SignedHead {
  Head head;
  Document document;
};

Result<SignedHead> read_head(std::string_view text);

}  // namespace tansiq::exchange

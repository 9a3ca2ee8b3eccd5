#pragma once

/// What a partner's stream brings, put together again: envelopes up to their head, and cards. Knows no
/// socket and believes nothing; it only bounds what is held.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/sse.h"

namespace tansiq::wire::peer {

/// Limits on a partner's stream; past one of them it is dropped.
struct IncomingLimits {
  std::size_t event_bytes = (std::size_t{40} << 20) + 1024;  ///< an envelope, with its name and id
  std::size_t batch_bytes = std::size_t{48} << 20;           ///< everything up to a head or a card
  std::size_t batch_envelopes = 10'000;
  std::size_t merged_envelopes = 2'000;  ///< batches that wait are handed out as one, up to so many
};

/// One thing to be acted on.
struct Incoming {
  std::vector<std::string> envelopes;  ///< in the order they came
  std::string head;                    ///< that covers them; with none, a heartbeat
  std::vector<std::string> cards;      ///< cards and revocations: then there is nothing else
};

class IncomingReader {
 public:
  explicit IncomingReader(const IncomingLimits& limits = {}) : limits_(limits), events_(limits.event_bytes) {}

  /// Takes bytes as they came, however they are cut. Fault::too_large past a limit: the stream must be
  /// dropped. Events of other names are passed over. Linear in the bytes.
  base::Result<> feed(std::string_view bytes);

  /// The next thing that is complete. With `merged`, all batches that are complete become one under the last
  /// head, which covers them all: so a recipient that falls behind saves signatures and commits. Without it
  /// one after the other, so that what is good before something wrong is taken.
  std::optional<Incoming> take(bool merged);

  /// Bytes that are held of what is not complete: an event under way, envelopes without a head.
  [[nodiscard]] std::size_t held_bytes() const { return envelope_bytes_ + events_.held(); }
  [[nodiscard]] std::optional<std::uint64_t> retry_ms() const { return events_.retry(); }

 private:
  base::Result<> take_event(const exchange::Event& event);

  IncomingLimits limits_;
  exchange::EventReader events_;
  std::vector<std::string> envelopes_;  // without a head so far
  std::size_t envelope_bytes_ = 0;
  std::size_t open_bytes_ = 0;  // all that came since the last complete thing, whether it is held or not
  std::deque<Incoming> complete_;
};

}  // namespace tansiq::wire::peer

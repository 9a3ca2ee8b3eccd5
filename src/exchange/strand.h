#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/card.h"
#include "exchange/head.h"

namespace tansiq::exchange {

inline constexpr std::size_t most_strand_envelopes = 10'000;

/// A piece of one outbox as it is shown to a third person: envelopes that follow each other, with content
/// only where it is to be shown, up to one that a signed head names. What is not shown tells its kind,
/// number, conditions and commitments, and nothing of what it carried.
struct Strand {
  std::vector<Envelope> envelopes;  ///< at least one
  /// The head that names the last of them. Without one, only a recipient's statement about that number binds
  /// the sender.
  std::optional<Document> head = {};
};

/// {"envelopes": [...], "head": {...}}
std::string render(const Strand& strand);

/// Reads what render() writes. Verifies nothing.
Result<Strand> read_strand(std::string_view text);

/// What holds of a strand.
struct VerifiedStrand {
  ServiceId sender{}, recipient{};
  std::uint64_t epoch = 0;
  Digest chain{};            ///< of the last envelope
  std::optional<Head> head;  ///< whose signature is the sender's
};

/// Checks that the envelopes follow each other within one outbox, that what is shown is what they commit to,
/// and that the head is the sender's and names the last one. A head under a key that was revoked since still
/// counts: it was believed when it came. Fault::invalid says where it does not hold.
Result<VerifiedStrand> verify(const Strand& strand, const CardChain& sender);

}  // namespace tansiq::exchange

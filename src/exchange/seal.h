#pragma once

#include "exchange/signature.h"

namespace tansiq::exchange {

inline constexpr std::size_t most_seal_bytes = 4096;

/// A service's word that it has a checkpoint of its journal, without showing it: partners keep each other's,
/// so that nobody can later show another past, and nobody learns from them how much anybody does. Numbered
/// and given at a fixed pace. To open one is to show the checkpoint and the salt.
struct Seal {
  ServiceId service{};
  std::uint64_t epoch = 0;   ///< of the journal: one that was restored from a backup goes on in a new one
  std::uint64_t number = 0;  ///< ascending; a service that signs two of one epoch and number has two pasts
  Digest seal{};             ///< commitment_of(salt, checkpoint)
  Time time;                 ///< by the service's clock: the checkpoint's own

  bool operator==(const Seal&) const = default;
};

std::string render(const Seal& seal);
Document sign(const SigningKey& key, const Seal& seal);

struct SignedSeal {
  Seal seal;
  Document document;
};

/// Reads the copy of an envelope of kind `seal`; verifies nothing.
Result<SignedSeal> read_seal(std::string_view text);

}  // namespace tansiq::exchange

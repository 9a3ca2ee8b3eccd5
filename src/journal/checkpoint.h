#pragma once

#include <string>
#include <string_view>

#include "journal/merkle.h"
#include "journal/note.h"

/// Checkpoints (C2SP tlog-checkpoint): a service's signed word about its whole journal at one moment.
/// Partners keep each other's, so that nobody can later show another past.
namespace tansiq::journal {

/// Which journal: "tansiq/journal/SERVICE/EPOCH". A restored node begins a new epoch, and with it a new log:
/// its journal goes on from the backup, so what came after the backup is continued by nothing.
std::string origin_of(std::string_view service, std::uint64_t epoch);

struct Checkpoint {
  std::string origin;      ///< the log's name, also the name of the key that signs
  std::uint64_t size = 0;  ///< entries
  Digest root{};           ///< of the Merkle tree over their hashes
  Digest chain{};          ///< hash of entry `size`, the end of the hash chain; zeros for an empty journal
  base::Time time;         ///< by the clock of the service

  bool operator==(const Checkpoint&) const = default;
};

/// The text that is signed: origin, size and root as C2SP has them, then two extension lines,
/// "time RFC3339" and "chain HEX".
std::string render(const Checkpoint& checkpoint);

/// Reads what render() writes, and nothing else.
base::Result<Checkpoint> read_checkpoint(std::string_view text);

/// Signs a checkpoint; the key's name must be its origin.
Note sign(const Checkpoint& checkpoint, const VerifierKey& key, const Signer& signer);

/// Reads a note as a checkpoint signed by one of `keys` under the name of its origin.
base::Result<Checkpoint> verified_checkpoint(const Note& note, std::span<const VerifierKey> keys);

}  // namespace tansiq::journal

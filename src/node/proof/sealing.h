#pragma once

/// The sealed checkpoints of this node's journal: what was given to partners, kept with what opens it, and
/// what partners gave.

#include <optional>
#include <string>
#include <vector>

#include "exchange/seal.h"
#include "journal/checkpoint.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

/// One of this node's own, with what opens it.
struct KeptSeal {
  exchange::Seal seal;
  exchange::Document document;  ///< as partners got it
  journal::Note note;           ///< the checkpoint
  journal::Checkpoint checkpoint;
  std::string salt;  ///< 32 bytes
};

/// The name of this node's journal, and the key that signs its checkpoints. Fault::not_found where it has no
/// card or no key.
struct JournalSigner {
  std::string origin;
  std::uint64_t epoch = 0;
  const exchange::SigningKey* key = nullptr;

  [[nodiscard]] journal::VerifierKey verifier() const { return {origin, key->public_key()}; }
  [[nodiscard]] journal::Note sign(const journal::Checkpoint& checkpoint) const;
};
Result<JournalSigner> journal_signer(const Node& node, store::Reader& reader, const Directory& directory);

/// The number of the last one; 0: none was given yet.
Result<std::uint64_t> last_seal(store::Reader& reader);

/// Keeps one that is given out in this write.
Result<> keep_seal(store::Transaction& transaction, const KeptSeal& kept, std::int64_t act);

/// The first one of a journal from an instant on that is not smaller than `size`; nothing: none yet. Reads
/// days one by one until `until`.
Result<std::optional<KeptSeal>> first_seal(store::Reader& reader, const std::string& origin, Time from,
                                           Time until, std::uint64_t size);

/// What is sealed reaches every partner that is a member of a cell with this service, or in none with it: not
/// readers, not observers, and nobody who is suspended.
std::vector<const Peer*> sealed_for(const Directory& directory);

/// The date of an instant, as papers of one day are named: "2026-05-01".
std::string day_of(Time time);

}  // namespace tansiq::node

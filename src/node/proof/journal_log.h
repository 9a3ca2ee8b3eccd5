#pragma once

/// The Merkle tree over this node's journal.

#include <cstdint>
#include <mutex>
#include <vector>

#include "journal/merkle.h"
#include "store/store.h"

namespace tansiq::node {

/// Keeps one hash for each 256 entries and reads the rest from the journal when a proof asks for it. Nothing
/// of it is durable: the journal is. Safe from any thread; one asks at a time.
class JournalLog {
 public:
  /// Entries below one hash that is kept.
  static constexpr unsigned chunk_level = 8;

  /// The end of the journal as a snapshot sees it.
  struct End {
    std::uint64_t size = 0;
    base::Digest chain{};  ///< hash of the last entry; zeros for an empty journal
    base::Digest root{};
  };
  /// Brings the tree up to what is committed first: O(entries since the last call), at first of all.
  base::Result<End> end(store::Store& store);

  /// Proofs within the first `size` entries, for entry `number` (from 1). `size` must not be above what end()
  /// gave, and the snapshot not older. Each reads up to a few hundred entries.
  base::Result<journal::Path> inclusion(store::Reader& reader, std::uint64_t number, std::uint64_t size);
  base::Result<journal::Path> consistency(store::Reader& reader, std::uint64_t older, std::uint64_t newer);

 private:
  base::Result<> follow(store::Reader& reader);
  void add_chunk(const base::Digest& root);
  template <typename Prove>
  auto prove(store::Reader& reader, const Prove& prove) -> base::Result<decltype(prove({}))>;

  std::mutex mutex_;
  std::uint64_t size_ = 0;                         ///< entries seen
  base::Digest chain_{};                           ///< hash of the last of them
  journal::Frontier chunk_;                        ///< the entries that fill no chunk yet
  std::vector<std::vector<base::Digest>> levels_;  ///< levels_[k][i]: root of 2^(chunk_level + k) entries
};

}  // namespace tansiq::node

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/base.h"

/// The Merkle tree of RFC 9162 section 2.1 (that of RFC 6962) over the hashes of the journal's entries. One
/// root stands for all entries; a short proof shows that an entry is among them, or that an earlier root's
/// entries are the first ones of a later root.
namespace tansiq::journal {

using base::Digest;

/// SHA-256(0x00 ‖ data): the hash of a leaf. A journal's leaf i is the hash of entry i + 1, 32 bytes.
Digest leaf_hash(std::string_view data);

/// SHA-256(0x01 ‖ left ‖ right): the hash of an inner node.
Digest node_hash(const Digest& left, const Digest& right);

/// The root of a tree without leaves: SHA-256 of nothing.
Digest empty_root();

/// A proof: hashes from the leaf's side of the tree upwards. At most 64 of them.
using Path = std::vector<Digest>;

inline constexpr std::size_t longest_path = 64;

/// What is needed to go on appending and to know the root: one hash for each 1 in the binary form of the
/// number of leaves. Appending costs two hashes on average.
class Frontier {
 public:
  Frontier() = default;

  /// One that was kept: the roots of the largest full subtrees, from the left. Fails where their number does
  /// not fit the size.
  static base::Result<Frontier> of(std::uint64_t size, std::vector<Digest> peaks);

  void append(const Digest& leaf);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::vector<Digest>& peaks() const { return peaks_; }
  [[nodiscard]] Digest root() const;

  bool operator==(const Frontier&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> peaks_;
};

/// Gives the root of a full subtree: the 2^level leaves that begin at index · 2^level. Is asked only for
/// subtrees of leaves that exist.
using Subtree = std::function<Digest(unsigned level, std::uint64_t index)>;

/// The root over the first `size` leaves; O(log size) questions.
Digest root_of(std::uint64_t size, const Subtree& subtree);

/// Shows that leaf `index` (from 0) is in the tree of the first `size` leaves; index < size.
Path inclusion_path(std::uint64_t index, std::uint64_t size, const Subtree& subtree);

/// Shows that the first `older` leaves of the tree of `newer` leaves are those of the tree of `older`;
/// older <= newer. Empty where they are the same or the older tree is empty.
Path consistency_path(std::uint64_t older, std::uint64_t newer, const Subtree& subtree);

/// Whether a path leads from a leaf to a root (RFC 9162 section 2.1.3.2).
bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size, const Path& path,
                      const Digest& root);

/// Whether a path shows that a root of `older` leaves became one of `newer` (RFC 9162 section 2.1.4.2). Of an
/// empty older tree everything is a continuation.
bool verify_consistency(std::uint64_t older, std::uint64_t newer, const Digest& older_root,
                        const Digest& newer_root, const Path& path);

/// A tree that keeps all its full subtrees in memory, 64 bytes a leaf, and proves anything about any of its
/// earlier sizes. Rebuilt from the journal's hashes at a start.
class Tree {
 public:
  void append(const Digest& leaf);

  [[nodiscard]] std::uint64_t size() const { return levels_.empty() ? 0 : levels_[0].size(); }
  /// Of all leaves, or of the first `size`.
  [[nodiscard]] Digest root() const { return root(size()); }
  [[nodiscard]] Digest root(std::uint64_t size) const;
  [[nodiscard]] Path inclusion(std::uint64_t index, std::uint64_t size) const;
  [[nodiscard]] Path consistency(std::uint64_t older, std::uint64_t newer) const;
  [[nodiscard]] Frontier frontier() const;

 private:
  [[nodiscard]] Subtree subtrees() const;

  std::vector<std::vector<Digest>> levels_;  ///< levels_[k][i] is the root of the i-th full subtree of 2^k
};

}  // namespace tansiq::journal

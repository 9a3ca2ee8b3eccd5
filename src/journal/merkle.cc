#include "journal/merkle.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <fmt/format.h>

namespace tansiq::journal {
namespace {

/// The largest power of two below `size`, as its exponent; size > 1. RFC 9162 splits a tree there.
unsigned split_of(std::uint64_t size) {
  assert(size > 1);
  return static_cast<unsigned>(std::bit_width(size - 1)) - 1;
}

/// The root over `count` leaves that begin at `begin`, which is a multiple of the largest power of two within
/// `count`.
Digest range_root(std::uint64_t begin, std::uint64_t count, const Subtree& subtree) {
  assert(count > 0);
  if (std::has_single_bit(count)) {
    const auto level = static_cast<unsigned>(std::countr_zero(count));
    return subtree(level, begin >> level);
  }
  const std::uint64_t left = std::uint64_t{1} << split_of(count);
  return node_hash(range_root(begin, left, subtree), range_root(begin + left, count - left, subtree));
}

}  // namespace

Digest leaf_hash(std::string_view data) {
  return base::sha256(std::string_view("\0", 1), data);
}

Digest node_hash(const Digest& left, const Digest& right) {
  std::string both;
  both.reserve(1 + 2 * left.size());
  both.push_back('\1');
  both.append(base::view(left)).append(base::view(right));
  return base::sha256(both);
}

Digest empty_root() {
  return base::sha256({});
}

base::Result<Frontier> Frontier::of(std::uint64_t size, std::vector<Digest> peaks) {
  if (peaks.size() != static_cast<std::size_t>(std::popcount(size)))
    return base::fail(base::Fault::invalid,
                      fmt::format("{} hashes for a tree of {} leaves", peaks.size(), size), "frontier",
                      "one for each 1 in the binary form of the number of leaves");
  Frontier frontier;
  frontier.size_ = size;
  frontier.peaks_ = std::move(peaks);
  return frontier;
}

void Frontier::append(const Digest& leaf) {
  Digest hash = leaf;
  // Each trailing 1 of the size is a full subtree that the new one completes to the next.
  for (int merges = std::countr_one(size_); merges > 0; --merges) {
    hash = node_hash(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

Digest Frontier::root() const {
  if (peaks_.empty()) return empty_root();
  Digest root = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i > 0; --i) root = node_hash(peaks_[i - 1], root);
  return root;
}

Digest root_of(std::uint64_t size, const Subtree& subtree) {
  return size == 0 ? empty_root() : range_root(0, size, subtree);
}

Path inclusion_path(std::uint64_t index, std::uint64_t size, const Subtree& subtree) {
  assert(index < size);
  Path downwards;
  std::uint64_t begin = 0;
  while (size > 1) {
    const std::uint64_t left = std::uint64_t{1} << split_of(size);
    if (index < left) {
      downwards.push_back(range_root(begin + left, size - left, subtree));
      size = left;
    } else {
      downwards.push_back(range_root(begin, left, subtree));
      begin += left;
      index -= left;
      size -= left;
    }
  }
  std::reverse(downwards.begin(), downwards.end());
  return downwards;
}

Path consistency_path(std::uint64_t older, std::uint64_t newer, const Subtree& subtree) {
  assert(older <= newer);
  Path downwards;
  if (older == 0 || older == newer) return downwards;
  std::uint64_t begin = 0;
  std::uint64_t size = newer;
  bool known = true;  // the verifier knows the root of the older tree itself
  while (older != size) {
    const std::uint64_t left = std::uint64_t{1} << split_of(size);
    if (older <= left) {
      downwards.push_back(range_root(begin + left, size - left, subtree));
      size = left;
    } else {
      downwards.push_back(range_root(begin, left, subtree));
      begin += left;
      older -= left;
      size -= left;
      known = false;
    }
  }
  if (!known) downwards.push_back(range_root(begin, size, subtree));
  std::reverse(downwards.begin(), downwards.end());
  return downwards;
}

bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size, const Path& path,
                      const Digest& root) {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Digest hash = leaf;
  for (const Digest& each : path) {
    if (last == 0) return false;
    if ((node & 1) == 1 || node == last) {
      hash = node_hash(each, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, each);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t older, std::uint64_t newer, const Digest& older_root,
                        const Digest& newer_root, const Path& path) {
  if (older > newer) return false;
  if (older == newer) return path.empty() && older_root == newer_root;
  if (older == 0) return path.empty() && older_root == empty_root();
  auto each = path.begin();
  Digest first = older_root;
  if (!std::has_single_bit(older)) {
    if (each == path.end()) return false;
    first = *each++;
  }
  Digest second = first;
  std::uint64_t node = older - 1;
  std::uint64_t last = newer - 1;
  while ((node & 1) == 1) {
    node >>= 1;
    last >>= 1;
  }
  for (; each != path.end(); ++each) {
    if (last == 0) return false;
    if ((node & 1) == 1 || node == last) {
      first = node_hash(*each, first);
      second = node_hash(*each, second);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      second = node_hash(second, *each);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && first == older_root && second == newer_root;
}

void Tree::append(const Digest& leaf) {
  Digest hash = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& row = levels_[level];
    row.push_back(hash);
    if (row.size() % 2 == 1) return;
    hash = node_hash(row[row.size() - 2], row.back());
  }
}

Subtree Tree::subtrees() const {
  return [this](unsigned level, std::uint64_t index) { return levels_.at(level).at(index); };
}

Digest Tree::root(std::uint64_t size) const {
  assert(size <= this->size());
  return root_of(size, subtrees());
}

Path Tree::inclusion(std::uint64_t index, std::uint64_t size) const {
  assert(size <= this->size());
  return inclusion_path(index, size, subtrees());
}

Path Tree::consistency(std::uint64_t older, std::uint64_t newer) const {
  assert(newer <= size());
  return consistency_path(older, newer, subtrees());
}

Frontier Tree::frontier() const {
  std::vector<Digest> peaks;
  std::uint64_t begin = 0;
  for (unsigned level = static_cast<unsigned>(levels_.size()); level-- > 0;) {
    const std::uint64_t leaves = std::uint64_t{1} << level;
    if ((size() & leaves) == 0) continue;
    peaks.push_back(levels_[level][begin >> level]);
    begin += leaves;
  }
  return *Frontier::of(size(), std::move(peaks));
}

}  // namespace tansiq::journal

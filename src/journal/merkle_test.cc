#include "journal/merkle.h"

#include <gtest/gtest.h>
#include <random>

namespace tansiq::journal {
namespace {

/// The leaves that the public implementations of Certificate Transparency test with.
const std::vector<std::string>& published_leaves() {
  static const std::vector<std::string> leaves = [] {
    std::vector<std::string> list;
    for (const char* hex :
         {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"})
      list.push_back(*base::from_hex(hex));
    return list;
  }();
  return leaves;
}

/// The definition of RFC 9162 section 2.1.1, word by word: MTH(D[n]).
Digest by_definition(std::span<const Digest> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return node_hash(by_definition(leaves.first(k)), by_definition(leaves.subspan(k)));
}

/// PATH(m, D[n]) of section 2.1.3.1.
Path path_by_definition(std::size_t m, std::span<const Digest> leaves) {
  if (leaves.size() == 1) return {};
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  Path path;
  if (m < k) {
    path = path_by_definition(m, leaves.first(k));
    path.push_back(by_definition(leaves.subspan(k)));
  } else {
    path = path_by_definition(m - k, leaves.subspan(k));
    path.push_back(by_definition(leaves.first(k)));
  }
  return path;
}

/// SUBPROOF(m, D[n], b) of section 2.1.4.1.
Path subproof_by_definition(std::size_t m, std::span<const Digest> leaves, bool known) {
  if (m == leaves.size()) return known ? Path{} : Path{by_definition(leaves)};
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  Path path;
  if (m <= k) {
    path = subproof_by_definition(m, leaves.first(k), known);
    path.push_back(by_definition(leaves.subspan(k)));
  } else {
    path = subproof_by_definition(m - k, leaves.subspan(k), false);
    path.push_back(by_definition(leaves.first(k)));
  }
  return path;
}

std::vector<Digest> some_leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(std::to_string(i)));
  return leaves;
}

TEST(Merkle, RootsAsPublished) {
  const char* roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                         "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                         "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                         "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                         "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                         "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                         "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Frontier frontier;
  Tree tree;
  EXPECT_EQ(base::to_hex(base::view(frontier.root())), roots[0]);
  EXPECT_EQ(base::to_hex(base::view(tree.root())), roots[0]);
  for (std::size_t i = 0; i < published_leaves().size(); ++i) {
    frontier.append(leaf_hash(published_leaves()[i]));
    tree.append(leaf_hash(published_leaves()[i]));
    EXPECT_EQ(base::to_hex(base::view(frontier.root())), roots[i + 1]) << i;
    EXPECT_EQ(frontier, tree.frontier());
  }
  for (std::size_t size = 0; size <= tree.size(); ++size)
    EXPECT_EQ(base::to_hex(base::view(tree.root(size))), roots[size]) << size;
}

TEST(Merkle, TheExampleOfRfc9162) {
  // Section 2.1.5: seven leaves, and the names that the figure gives to the nodes.
  const auto d = some_leaves(7);
  const Digest &a = d[0], &b = d[1], &c = d[2], &e = d[4], &f = d[5], &j = d[6];
  const Digest g = node_hash(a, b), h = node_hash(c, d[3]), i = node_hash(e, f);
  const Digest k = node_hash(g, h), l = node_hash(i, j);
  Tree tree;
  for (const Digest& leaf : d) tree.append(leaf);
  EXPECT_EQ(tree.root(), node_hash(k, l));
  EXPECT_EQ(tree.inclusion(0, 7), (Path{b, h, l}));
  EXPECT_EQ(tree.inclusion(3, 7), (Path{c, g, l}));
  EXPECT_EQ(tree.inclusion(4, 7), (Path{f, j, k}));
  EXPECT_EQ(tree.inclusion(6, 7), (Path{i, k}));
  EXPECT_EQ(tree.consistency(3, 7), (Path{c, d[3], g, l}));
  EXPECT_EQ(tree.consistency(4, 7), (Path{l}));
  EXPECT_EQ(tree.consistency(6, 7), (Path{i, j, k}));
}

TEST(Merkle, EverySmallTreeIsThatOfTheDefinition) {
  const auto leaves = some_leaves(40);
  Tree tree;
  Frontier frontier;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    tree.append(leaves[size - 1]);
    frontier.append(leaves[size - 1]);
    const auto all = std::span(leaves).first(size);
    const Digest root = by_definition(all);
    ASSERT_EQ(frontier.root(), root);
    for (std::size_t i = 0; i < size; ++i) {
      const Path path = tree.inclusion(i, size);
      ASSERT_EQ(path, path_by_definition(i, all));
      ASSERT_TRUE(verify_inclusion(leaves[i], i, size, path, root));
    }
    for (std::size_t older = 0; older <= size; ++older) {
      const Path path = tree.consistency(older, size);
      ASSERT_EQ(path, older == 0 ? Path{} : subproof_by_definition(older, all, true));
      ASSERT_TRUE(verify_consistency(older, size, tree.root(older), root, path)) << older << " " << size;
    }
  }
}

TEST(Merkle, AProofHoldsForNothingElse) {
  std::mt19937_64 random(7);
  Tree tree;
  const auto leaves = some_leaves(1000);
  for (const Digest& leaf : leaves) tree.append(leaf);
  const auto pick = [&](std::uint64_t below) { return random() % below; };
  for (int round = 0; round < 2000; ++round) {
    const std::uint64_t size = 2 + pick(999);
    const std::uint64_t index = pick(size);
    const Path path = tree.inclusion(index, size);
    const Digest root = tree.root(size);
    ASSERT_TRUE(verify_inclusion(leaves[index], index, size, path, root));
    ASSERT_FALSE(verify_inclusion(leaves[(index + 1) % size], index, size, path, root));
    ASSERT_FALSE(verify_inclusion(leaves[index], size, size, path, root));
    ASSERT_FALSE(verify_inclusion(leaves[index], index, size, path, tree.root(size - 1)));
    Path other = path;
    other[pick(other.size())][pick(32)] ^= 1;
    ASSERT_FALSE(verify_inclusion(leaves[index], index, size, other, root));
    other = path;
    other.push_back(root);
    ASSERT_FALSE(verify_inclusion(leaves[index], index, size, other, root));
    other = path;
    other.pop_back();
    ASSERT_FALSE(verify_inclusion(leaves[index], index, size, other, root));

    const std::uint64_t older = 1 + pick(size - 1);
    Path steps = tree.consistency(older, size);
    const Digest older_root = tree.root(older);
    ASSERT_TRUE(verify_consistency(older, size, older_root, root, steps));
    ASSERT_FALSE(verify_consistency(older, size, root, root, steps));
    ASSERT_FALSE(verify_consistency(older, size, older_root, older_root, steps));
    ASSERT_FALSE(verify_consistency(size, older, root, older_root, steps));
    steps[pick(steps.size())][pick(32)] ^= 1;
    ASSERT_FALSE(verify_consistency(older, size, older_root, root, steps));
  }
  EXPECT_FALSE(verify_consistency(0, 5, leaves[0], tree.root(5), {}));
  EXPECT_FALSE(verify_consistency(5, 5, tree.root(5), tree.root(5), {leaves[0]}));
  EXPECT_FALSE(verify_inclusion(leaves[0], 0, 0, {}, empty_root()));
}

TEST(Merkle, AFrontierThatWasKeptGoesOn) {
  Frontier all;
  for (const Digest& leaf : some_leaves(100)) all.append(leaf);
  Frontier kept;
  const auto leaves = some_leaves(100);
  for (std::size_t i = 0; i < 61; ++i) kept.append(leaves[i]);
  auto again = Frontier::of(kept.size(), kept.peaks());
  ASSERT_TRUE(again);
  for (std::size_t i = 61; i < 100; ++i) again->append(leaves[i]);
  EXPECT_EQ(*again, all);
  EXPECT_FALSE(Frontier::of(3, {leaves[0]}));
}

}  // namespace
}  // namespace tansiq::journal

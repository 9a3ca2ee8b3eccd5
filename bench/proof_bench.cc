// What proofs cost: a leaf appended, a checkpoint signed and verified, and a bundle about one warning (12
// entries and one earlier checkpoint) made of and checked against a journal of a million entries.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sodium.h>

#include "journal/bundle.h"
#include "journal/test_keys.h"

namespace {

using namespace tansiq;
using namespace tansiq::journal;

constexpr std::uint64_t size = 1'000'000;

struct World {
  TestKey key{origin_of(std::string(64, 'a'), 1), 'a'};
  Tree tree;
  std::vector<Entry> shown;
  Digest chain{};
  base::Time time = *base::parse_time("2026-05-01T12:00:00Z");

  World() {
    for (std::uint64_t i = 0; i < size; ++i) {
      if (i % (size / 12) == 7) {
        shown.push_back(follow({.act = "release",
                                .actor = "officer 7",
                                .subject = "threat-warning--1d0c9b52-6f64-4f0a-9a52-0f9f9f2b7c01",
                                .detail = "to one partner"},
                               time, static_cast<std::int64_t>(i), chain));
        tree.append(leaf_of(shown.back()));
      } else {
        tree.append(leaf_hash(fmt::format_int(i).str()));
      }
    }
  }

  [[nodiscard]] Note signed_at(std::uint64_t at) const {
    return sign(Checkpoint{key.key.name, at, tree.root(at), chain, time}, key.key, key.signer);
  }
  [[nodiscard]] std::string bundle() const {
    LogProof log{signed_at(size), {{signed_at(size / 3), tree.consistency(size / 3, size)}}, {}};
    for (const Entry& entry : shown)
      log.entries.push_back({entry, tree.inclusion(static_cast<std::uint64_t>(entry.number - 1), size)});
    return render(Bundle{"the warning of May", {log}, {}});
  }
};

const World& world() {
  static const World made;
  return made;
}

void append_leaf(benchmark::State& state) {
  Tree tree;
  const Digest leaf = leaf_hash("leaf");
  for (auto _ : state) tree.append(leaf);
}
BENCHMARK(append_leaf)->Iterations(size);

void make_bundle(benchmark::State& state) {
  (void)world();
  for (auto _ : state) benchmark::DoNotOptimize(world().bundle());
}
BENCHMARK(make_bundle)->Unit(benchmark::kMicrosecond);

void check_bundle(benchmark::State& state) {
  const std::string text = world().bundle();
  const std::vector keys = {world().key.key};
  for (auto _ : state) {
    const auto verdict = verify_bundle(text, keys);
    if (!verdict || !verdict->holds()) state.SkipWithError("the bundle does not hold");
  }
}
BENCHMARK(check_bundle)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();

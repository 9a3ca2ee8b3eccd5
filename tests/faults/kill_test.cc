// kill -9 at random moments: what was acknowledged is there, nothing is there twice, dates go up, the journal
// holds.

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <thread>
#include <unistd.h>

#include "faults/ledger.h"
#include "faults/setup.h"

namespace tansiq::faults {
namespace {

constexpr std::uint64_t rounds_of_one_store =
    20;  // then a new one, so that a long run stays a run of kills, not of walks

using Random = std::mt19937_64;

/// From nothing to some 300 ms, short times as likely as long ones.
std::chrono::microseconds moment(Random& random) {
  const double share = std::uniform_real_distribution<double>(0, 1)(random);
  return std::chrono::microseconds(static_cast<std::int64_t>(std::pow(10.0, 1.0 + share * 4.5)));
}

/// The store's life over some rounds.
struct Life {
  Launch launch;
  Ledger ledger;
  std::unique_ptr<NodeProcess> node;
};

void begin_life(std::unique_ptr<Life>& life, std::uint64_t round) {
  life = std::make_unique<Life>();
  life->launch = fresh("kill-" + std::to_string(round));
}

::testing::AssertionResult revive(Life& life) {
  auto node = NodeProcess::start(life.launch);
  if (!node) return ::testing::AssertionFailure() << node.error().text();
  life.node = std::move(*node);
  return ::testing::AssertionSuccess();
}

TEST(Kill, LosesNothingThatWasAcknowledged) {
  Random random(setup().seed);
  std::unique_ptr<Life> life;
  std::size_t acknowledged = 0;
  for (std::uint64_t round = 0; round < setup().rounds; ++round) {
    SCOPED_TRACE("seed " + std::to_string(setup().seed) + ", round " + std::to_string(round));
    if (round % rounds_of_one_store == 0) begin_life(life, round);
    if (!life->node) {
      ASSERT_TRUE(revive(*life));
    }
    {
      Writers writers(life->node->access(), life->ledger, 3, random());
      std::this_thread::sleep_for(moment(random));
      life->node->kill();
      writers.stop();
      EXPECT_TRUE(writers.complaints().empty()) << writers.complaints()[0];
    }
    if (round % 10 == 9) {
      ASSERT_EQ(store_problem(life->launch.folder), "");
    }
    if (round % 4 == 1) {  // once more, while it recovers
      auto half = NodeProcess::begin(life->launch);
      ASSERT_TRUE(half) << half.error().text();
      std::this_thread::sleep_for(moment(random) / 4);
      (*half)->kill();
    }
    ASSERT_TRUE(revive(*life));
    const auto wrong = life->ledger.held_against(life->node->access());
    ASSERT_TRUE(wrong.empty()) << wrong.size() << " things are wrong, the first: " << wrong[0];
    if ((round + 1) % rounds_of_one_store == 0 || round + 1 == setup().rounds) {
      acknowledged += life->ledger.acknowledged_count();
      life->node.reset();
      ASSERT_EQ(store_problem(life->launch.folder), "");
    }
  }
  RecordProperty("acknowledged", std::to_string(acknowledged));
  EXPECT_GT(acknowledged, setup().rounds) << "the rounds were too short to say anything";
}

TEST(Kill, AnImportGoesOnWhereItWasBroken) {
  if (setup().import_command.empty()) GTEST_SKIP() << "no --import program was given";
  Random random(setup().seed + 1);
  const std::uint64_t rounds = std::max<std::uint64_t>(3, setup().rounds / 8);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE("seed " + std::to_string(setup().seed) + ", round " + std::to_string(round));
    Life life;
    life.launch = fresh("import-" + std::to_string(round));
    ASSERT_TRUE(revive(life));
    const auto objects = conformance::indicators(3000);
    const std::string file = life.launch.folder + ".bundle.json";
    std::ofstream(file) << R"({"type":"bundle","id":"bundle--)" << conformance::random_uuid() << R"(",)"
                        << conformance::envelope(objects).substr(1);
    const std::string import =
        setup().import_command + " " + life.launch.folder + " " + file + " >" + file + ".log 2>&1";
    std::thread importer([&] { (void)!std::system(import.c_str()); });  // NOLINT(concurrency-mt-unsafe)
    std::this_thread::sleep_for(moment(random) * 2);
    life.node->kill();
    importer.join();
    ASSERT_EQ(store_problem(life.launch.folder), "");
    ASSERT_TRUE(revive(life));
    life.ledger.sending(objects);
    const auto wrong = life.ledger.held_against(life.node->access());
    ASSERT_TRUE(wrong.empty()) << wrong[0];
    ASSERT_EQ(std::system(import.c_str()), 0) << "see " << file << ".log";  // NOLINT(concurrency-mt-unsafe)
    life.ledger.acknowledged(objects);
    const auto still_wrong = life.ledger.held_against(life.node->access());
    ASSERT_TRUE(still_wrong.empty()) << still_wrong[0];
  }
}

}  // namespace
}  // namespace tansiq::faults

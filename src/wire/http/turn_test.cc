#include "wire/http/turn.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace tansiq::wire::http {
namespace {

TEST(Turn, GoesToTheFirstWhoRings) {
  Turn turn;
  turn.begin();
  ASSERT_TRUE(turn.rest());
  EXPECT_TRUE(turn.ring());
  EXPECT_FALSE(turn.ring()) << "the first has it";
  EXPECT_FALSE(turn.take()) << "the connection has lost it";
}

TEST(Turn, StaysWhereSomebodyRangMeanwhile) {
  Turn turn;
  turn.begin();
  EXPECT_FALSE(turn.ring());
  EXPECT_FALSE(turn.ring());
  EXPECT_FALSE(turn.rest()) << "next() would miss what rang";
  turn.begin();
  EXPECT_TRUE(turn.rest()) << "all of it was one ring";
  EXPECT_TRUE(turn.take());
  EXPECT_FALSE(turn.ring()) << "nobody rests";
}

/// Ringers count up and ring; whoever has the turn reads the count. The last count must be read, and no two
/// may have the turn at once.
TEST(Turn, LosesNoRingAndIsNeverTwice) {
  Turn turn;
  std::atomic<int> count{0}, seen{0}, inside{0}, most{0};
  const auto have_turn = [&] {
    do {
      most = std::max(most.load(), ++inside);
      turn.begin();
      seen = count.load();
      --inside;
    } while (!turn.rest());
  };
  have_turn();
  std::vector<std::thread> ringers;
  for (int i = 0; i < 4; ++i) {
    ringers.emplace_back([&] {
      for (int j = 0; j < 20'000; ++j) {
        ++count;
        if (turn.ring()) have_turn();
      }
    });
  }
  for (auto& ringer : ringers) ringer.join();
  EXPECT_EQ(seen, 80'000);
  EXPECT_EQ(most, 1);
}

}  // namespace
}  // namespace tansiq::wire::http

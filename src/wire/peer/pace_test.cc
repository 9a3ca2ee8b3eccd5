#include "wire/peer/pace.h"

#include <gtest/gtest.h>

namespace tansiq::wire::peer {
namespace {

constexpr std::uint32_t least = 0, most = 0xffffffff;

TEST(Backoff, DoublesUpToHalfAMinuteWithARandomHalf) {
  Backoff low, high;
  for (const int bound : {100, 200, 400, 800, 1600, 3200, 6400, 12'800, 25'600, 30'000, 30'000}) {
    EXPECT_EQ(low.next(least).count(), bound / 2);
    EXPECT_EQ(high.next(most).count(), bound);
  }
  low.reset();
  EXPECT_EQ(low.next(least).count(), 50);
}

TEST(Backoff, WaitsAsLongAsThePartnerAsks) {
  Backoff backoff;
  EXPECT_EQ(backoff.next(most, milliseconds(5'000)).count(), 5'000);
  EXPECT_EQ(backoff.next(most, milliseconds(10)).count(), 200);
}

TEST(Silence, CountsWholeThingsAndGivesLargeOnesTime) {
  const Silence silence{milliseconds(30'000), 16 * 1024};
  EXPECT_FALSE(silence.is_too_long(milliseconds(30'000), 0));
  EXPECT_TRUE(silence.is_too_long(milliseconds(30'001), 0));
  EXPECT_TRUE(silence.is_too_long(milliseconds(31'000), 31)) << "a byte a second";
  EXPECT_FALSE(silence.is_too_long(milliseconds(60'000), std::size_t{1} << 20));
}

TEST(HeadBudget, BoundsHeadsOfOneSecond) {
  HeadBudget budget;
  for (std::size_t i = 0; i < HeadBudget::most_a_second; ++i) EXPECT_TRUE(budget.spend(milliseconds(5'000)));
  EXPECT_FALSE(budget.spend(milliseconds(5'999)));
  EXPECT_TRUE(budget.spend(milliseconds(6'000)));
}

}  // namespace
}  // namespace tansiq::wire::peer

#include "node/partners/happenings.h"

#include <gtest/gtest.h>

namespace tansiq::node {
namespace {

Happening received(std::uint64_t to) {
  Happening happening;
  happening.what = Happening::What::received;
  happening.partner = "paris";
  happening.to = to;
  return happening;
}

TEST(Happenings, AreNumberedAndTimed) {
  Happenings happenings([] { return base::Time(std::chrono::seconds(7)); });
  happenings.say(received(1));
  happenings.say(received(2));
  const auto all = happenings.after(0, 10);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].number, 1U);
  EXPECT_EQ(all[1].to, 2U);
  EXPECT_EQ(all[1].time, base::Time(std::chrono::seconds(7)));
  EXPECT_EQ(happenings.after(1, 10).size(), 1U);
  EXPECT_TRUE(happenings.after(2, 10).empty());
  EXPECT_TRUE(happenings.after(99, 10).empty());
  EXPECT_EQ(happenings.after(0, 1).front().number, 1U);
}

TEST(Happenings, TheOldestGoAndTheNumbersShowIt) {
  Happenings happenings([] { return base::Time{}; });
  for (std::uint64_t i = 1; i <= Happenings::most_kept + 5; ++i) happenings.say(received(i));
  EXPECT_EQ(happenings.after(0, 1).front().number, 6U);
  EXPECT_EQ(happenings.after(7, 1).front().number, 8U);
  EXPECT_EQ(happenings.newest(), Happenings::most_kept + 5);
}

TEST(Happenings, AListenerHearsUntilItIsDropped) {
  Happenings happenings([] { return base::Time{}; });
  int heard = 0;
  auto listening = happenings.listen([&] { ++heard; });
  happenings.say(received(1));
  listening.reset();
  happenings.say(received(2));
  EXPECT_EQ(heard, 1);
}

}  // namespace
}  // namespace tansiq::node

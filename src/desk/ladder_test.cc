#include "desk/ladder.h"

#include <gtest/gtest.h>
#include <string>

#include "desk/desk_test_support.h"

namespace tansiq::desk {
namespace {

const Ladder ladder{{{"duty officer", std::chrono::minutes(0)},
                     {"next duty officer", std::chrono::minutes(10)},
                     {"head", std::chrono::minutes(20)}}};

std::string told(const Escalation& escalation) {
  std::string text;
  for (const Step& step : escalation.due) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(step.at - at(0)).count();
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", minutes,
                        step.why == Step::Why::unacknowledged   ? step.who
                        : step.why == Step::Why::silent_service ? "silent " + step.about
                                                                : "sender knows");
  }
  return text;
}

TEST(Ladder, SilenceWakesOneAfterTheOtherAndThenTheSenderKnows) {
  History history;
  history.add(WarningObject{}.text(), rabat);
  const auto asks = [&](int minutes) {
    return escalate(history.thread(at(minutes)), madrid, ladder, at(0), at(minutes));
  };
  EXPECT_EQ(told(asks(0)), "0 duty officer");
  EXPECT_EQ(asks(0).changes_at, at(10));
  EXPECT_EQ(told(asks(10)), "0 duty officer, 10 next duty officer");
  EXPECT_EQ(told(asks(59)), "0 duty officer, 10 next duty officer, 20 head");
  EXPECT_EQ(asks(59).changes_at, just_after(at(60)));
  EXPECT_EQ(told(asks(61)), "0 duty officer, 10 next duty officer, 20 head, 60 sender knows");
  EXPECT_EQ(asks(61).changes_at, std::nullopt);
  // The step is the same step whenever it is asked for.
  EXPECT_EQ(asks(10).due[1].id, asks(61).due[1].id);

  const Thread senders = history.thread(at(61));
  EXPECT_EQ(told(escalate(senders, rabat, ladder, at(0), at(61))),
            fmt::format("60 silent {}, 60 silent {}", madrid, paris));
  EXPECT_EQ(told(escalate(senders, brussels, ladder, at(0), at(61))), "");

  history.add(AcknowledgementObject{}.text(), madrid, at(15));
  EXPECT_EQ(told(asks(30)), "");
  EXPECT_EQ(asks(30).changes_at, std::nullopt);
}

TEST(Ladder, AShortDeadlineCompressesIt) {
  History history;
  history.add(WarningObject{.acknowledge_by = at(10)}.text(), rabat);
  const Thread thread = history.thread(at(30));
  EXPECT_EQ(told(escalate(thread, madrid, ladder, at(0), at(30))),
            "0 duty officer, 5 next duty officer, 10 head, 10 sender knows");
  // It came when its deadline had passed: everybody at once.
  EXPECT_EQ(told(escalate(thread, madrid, ladder, at(20), at(30))),
            "10 sender knows, 20 duty officer, 20 next duty officer, 20 head");
}

TEST(Ladder, AnUpdateThatAsksAnewBeginsAnew) {
  History history;
  history.add(WarningObject{.addressed = {madrid}}.text(), rabat);
  const auto first = escalate(history.thread(at(0)), madrid, ladder, at(0), at(0));
  history.add(AcknowledgementObject{}.text(), madrid, at(10));
  history.add(WarningObject{.modified = at(20),
                            .addressed = {madrid},
                            .acknowledge_by = at(80),
                            .more = fmt::format(R"("acknowledge_since":"{}",)", stamp(at(20)))}
                  .text(),
              rabat);
  const auto again = escalate(history.thread(at(20)), madrid, ladder, at(20), at(20));
  ASSERT_EQ(again.due.size(), 1U);
  EXPECT_NE(again.due[0].id, first.due[0].id);
}

TEST(Ladder, IsReadAsItIsWritten) {
  const auto read = ladder_of("duty officer 0s,next duty officer  10m , head of service 1h");
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_EQ(read->rungs.size(), 3U);
  EXPECT_EQ(read->rungs[0].who, "duty officer");
  EXPECT_EQ(read->rungs[1].who, "next duty officer");
  EXPECT_EQ(read->rungs[1].after, std::chrono::minutes(10));
  EXPECT_EQ(read->rungs[2].after, std::chrono::hours(1));
  for (const std::string wrong : {"", "duty officer", "10m", " 10m", "a 10", "a m", "a -1m", "a 1w", "a 10m,",
                                  "a 10m, b 5m", "a 8d", "a 604801s", "a 99999999999h", "a\nb 1m"})
    EXPECT_FALSE(ladder_of(wrong)) << wrong;
  EXPECT_TRUE(ladder_of("a 7d"));
}

TEST(Ladder, IsCheckedBeforeItIsTrusted) {
  EXPECT_TRUE(check(ladder));
  EXPECT_FALSE(check(Ladder{}));
  EXPECT_FALSE(check(Ladder{{{"", std::chrono::minutes(1)}}}));
  EXPECT_FALSE(check(Ladder{{{"a", std::chrono::minutes(2)}, {"b", std::chrono::minutes(1)}}}));
  EXPECT_FALSE(check(Ladder{{{"a", std::chrono::hours(1000)}}}));
  EXPECT_FALSE(check(Ladder{std::vector<Rung>(17, {"a", std::chrono::minutes(1)})}));
}

}  // namespace
}  // namespace tansiq::desk

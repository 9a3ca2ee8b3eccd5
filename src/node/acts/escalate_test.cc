#include "node/acts/escalate.h"

#include <gmock/gmock.h>

#include "node/acts/acknowledge.h"
#include "node/acts/raise_warning.h"
#include "node/duty/thread_book.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const desk::Ladder ladder = *desk::ladder_of("duty officer 0m, next 10m, head 30m");

class EscalateTest : public ::testing::Test {
 protected:
  static Actor duty() {
    auto actor = officer({Role::duty_officer});
    actor.name = "duty officer";
    return actor;
  }
  std::string warn(const std::string& more = {}) {
    const auto sent =
        raise_warning(*rabat_, duty(),
                      {{{"madrid", "paris"}, {}},
                       fmt::format(R"({{"name":"Something on the late train","acknowledge_by":"{}"{}}})",
                                   base::format_time(rabat_->clock() + 1h, 3), more)});
    EXPECT_TRUE(sent) << sent.error().text();
    carry_all(cell_);
    // No two commits have one time, so that what came now may be some microseconds ahead of a clock at rest.
    move_clocks(1s);
    return sent ? sent->id : std::string();
  }
  void move_clocks(std::chrono::seconds by) {
    for (auto& service : cell_.services()) service->test_node().move_clock(by);
  }
  /// What is told at a service now.
  static std::vector<std::string> told(TestService& service) {
    std::vector<std::string> lines;
    const auto done = escalate(*service, ladder, [&](const Notice& notice) -> Result<> {
      lines.push_back(sentence(notice));
      return {};
    });
    EXPECT_TRUE(done) << done.error().text();
    return lines;
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
};

TEST_F(EscalateTest, SilenceWakesOneAfterTheOtherEachOnce) {
  const auto id = warn();
  EXPECT_THAT(told(paris_), ElementsAre("duty officer: 1 thing waits to be acknowledged here"));
  EXPECT_THAT(told(paris_), IsEmpty());
  move_clocks(10min);
  EXPECT_THAT(told(paris_), ElementsAre("next: 1 thing waits to be acknowledged here"));
  paris_->threads->forget();
  EXPECT_THAT(told(paris_), IsEmpty()) << "what was told is kept";
  move_clocks(51min);
  EXPECT_THAT(told(paris_), ElementsAre("head: 1 thing waits to be acknowledged here",
                                        "duty officer: 1 thing waits to be acknowledged here, and who asked "
                                        "sees that it is overdue"));
  EXPECT_THAT(told(rabat_),
              ElementsAre("duty officer: 2 things wait for a partner's acknowledgement, which is overdue"));
  std::vector<std::string> journaled;
  for (const auto& entry : paris_.test_node().entries())
    if (entry.act.act == "escalate") {
      journaled.push_back(entry.act.detail);
      EXPECT_EQ(entry.act.subject, id);
    }
  EXPECT_THAT(journaled, ElementsAre("unacknowledged duty officer", "unacknowledged next",
                                     "unacknowledged head", "sender-knows duty officer"));
}

TEST_F(EscalateTest, AnAnswerEndsIt) {
  const auto id = warn();
  EXPECT_THAT(told(paris_), Not(IsEmpty()));
  ASSERT_TRUE(acknowledge(*paris_, duty(), {.warning = id}));
  carry_all(cell_);
  move_clocks(61min);
  EXPECT_THAT(told(paris_), IsEmpty());
  EXPECT_THAT(told(rabat_),
              ElementsAre("duty officer: 1 thing waits for a partner's acknowledgement, which is overdue"));
  EXPECT_THAT(told(cell_.brussels()), IsEmpty()) << "nobody asked it";
}

TEST_F(EscalateTest, ThreeHundredThingsAreOneNotice) {
  for (int i = 0; i < 30; ++i) warn();
  warn(R"(,"status":"exercise")");
  EXPECT_THAT(told(paris_), ElementsAre("duty officer: 30 things wait to be acknowledged here",
                                        "EXERCISE: duty officer: 1 thing waits to be acknowledged here"));
}

TEST_F(EscalateTest, SaysWhenItHasWorkAgain) {
  const auto deadline = rabat_->clock() + 1h;
  warn();
  const auto next = [&](TestService& service) {
    return escalate(*service, ladder, [](const Notice&) { return Result<>(); })->next;
  };
  const auto of_paris = next(paris_);
  ASSERT_TRUE(of_paris);
  EXPECT_LT(*of_paris - paris_->clock(), 10min);
  EXPECT_GT(*of_paris - paris_->clock(), 10min - 2s);
  EXPECT_EQ(next(rabat_), desk::just_after(deadline));
  EXPECT_EQ(next(cell_.brussels()), std::nullopt);
}

TEST_F(EscalateTest, WhatCouldNotBeToldIsToldLater) {
  warn();
  move_clocks(10min);
  std::vector<std::string> asked;
  const auto failed = escalate(*paris_, ladder, [&](const Notice& notice) -> Result<> {
    asked.push_back(notice.who);
    if (notice.who == "duty officer") return base::fail(base::Fault::unavailable, "the telephone is dead");
    return {};
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().what, "the telephone is dead");
  EXPECT_THAT(asked, ElementsAre("duty officer", "next"));
  EXPECT_THAT(told(paris_), ElementsAre("duty officer: 1 thing waits to be acknowledged here"));
}

TEST(Escalate, ANodeWithoutCardHasNobodyToTell) {
  TestNode node;
  const auto done = escalate(*node, ladder, [](const Notice&) { return Result<>(); });
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->steps, 0U);
  EXPECT_EQ(done->next, std::nullopt);
}

}  // namespace
}  // namespace tansiq::node::acts

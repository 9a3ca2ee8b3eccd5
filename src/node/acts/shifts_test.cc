#include <gmock/gmock.h>

#include "node/acts/add_officer.h"
#include "node/acts/end_shift.h"
#include "node/acts/escalate.h"
#include "node/acts/hand_over.h"
#include "node/acts/raise_warning.h"
#include "node/acts/see_shifts.h"
#include "node/acts/start_shift.h"
#include "node/duty/shift_book.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ShiftsTest : public ::testing::Test {
 protected:
  ShiftsTest() {
    for (const auto* name : {"amal", "badr"}) add(name, "duty-officer");
    add("chafik", "analyst");
  }
  void add(const std::string& name, const std::string& role) {
    const auto put = paris_->store.write(0, [&](store::Transaction& transaction) -> Result<> {
      store::Principal officer;
      officer.name = name;
      officer.roles = {role};
      return transaction.put(officer).map([](std::int64_t) {});
    });
    ASSERT_TRUE(put) << put.error().text();
  }
  static Actor duty(const std::string& name) {
    auto actor = officer({Role::duty_officer});
    actor.name = name;
    return actor;
  }
  std::string warn() {
    const auto sent = raise_warning(*cell_.rabat(), duty("rachid"),
                                    {{{"paris"}, {}},
                                     fmt::format(R"({{"name":"Something","acknowledge_by":"{}"}})",
                                                 base::format_time(paris_->clock() + 1h, 3))});
    EXPECT_TRUE(sent) << sent.error().text();
    carry_all(cell_);
    return sent ? sent->id : std::string();
  }
  ShiftsShown shown() {
    const auto seen = see_shifts(*paris_, duty("amal"), 10);
    EXPECT_TRUE(seen) << seen.error().text();
    return seen ? *seen : ShiftsShown{};
  }
  std::string on_duty() {
    const auto seen = shown();
    return seen.on_duty.empty() ? std::string() : seen.on_duty.front().officer;
  }

  TestCell cell_;
  TestService& paris_ = cell_.paris();
};

TEST_F(ShiftsTest, BeginPassOnAndEnd) {
  const auto begun = start_shift(*paris_, duty("amal"), {});
  ASSERT_TRUE(begun) << begun.error().text();
  EXPECT_EQ(begun->post, usual_post);
  EXPECT_EQ(on_duty(), "amal");
  const auto warning = warn();
  paris_.test_node().move_clock(8h);
  const auto offered =
      hand_over(*paris_, duty("amal"),
                {.post = {}, .to = "badr", .note = "quiet\nbut one", .notes = {{warning, "call Rabat"}}});
  ASSERT_TRUE(offered) << offered.error().text();
  ASSERT_THAT(offered->open, SizeIs(1));
  EXPECT_EQ(offered->open.front().note, "call Rabat");
  EXPECT_EQ(on_duty(), "amal") << "until it is taken";
  EXPECT_THAT(shown().offered, SizeIs(1));
  paris_.test_node().move_clock(5min);
  const auto taken = start_shift(*paris_, duty("badr"), {});
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(taken->from, "amal");
  EXPECT_EQ(taken->open, offered->open);
  EXPECT_EQ(on_duty(), "badr");
  EXPECT_THAT(shown().offered, IsEmpty());
  const auto ended = end_shift(*paris_, duty("badr"), {}, "nobody comes");
  ASSERT_TRUE(ended) << ended.error().text();
  EXPECT_EQ(on_duty(), "");
  const auto after = shown();
  ASSERT_THAT(after.earlier, SizeIs(2));
  EXPECT_EQ(after.earlier.front().officer, "badr");
  EXPECT_THAT(after.doubtful, IsEmpty());
}

TEST_F(ShiftsTest, StandInTheJournalAndAreSigned) {
  ASSERT_TRUE(start_shift(*paris_, duty("amal"), {}));
  ASSERT_TRUE(hand_over(*paris_, duty("amal"), {.post = {}, .to = "badr", .note = {}, .notes = {}}));
  const auto taken = start_shift(*paris_, duty("badr"), {});
  ASSERT_TRUE(taken);
  std::vector<std::string> said;
  for (const auto& entry : paris_.test_node().entries())
    if (entry.act.act.find("shift") != std::string::npos || entry.act.act == "hand-over")
      said.push_back(entry.act.actor + " " + entry.act.act);
  EXPECT_THAT(said, ElementsAre("amal start-shift", "amal hand-over", "badr start-shift"));
  const auto papers = (*paris_->store.read())->exchange().papers(paper::shift, usual_post);
  ASSERT_TRUE(papers);
  ASSERT_THAT(*papers, SizeIs(2));
  const auto document = exchange::read_document(papers->back().text, desk::shift_context, 1 << 20,
                                                [](const exchange::json::Value&) -> Result<> { return {}; });
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_TRUE(exchange::verify(*document, paris_.key().public_key()));
  EXPECT_EQ(document->body, desk::render(*taken));
}

TEST_F(ShiftsTest, OneSitsAtAPost) {
  ASSERT_TRUE(start_shift(*paris_, duty("amal"), {}));
  const auto second = start_shift(*paris_, duty("badr"), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, base::Fault::conflict);
  EXPECT_THAT(second.error().hint, HasSubstr("shift handover --to badr"));
  EXPECT_EQ(start_shift(*paris_, duty("amal"), {}).error().fault, base::Fault::conflict) << "himself";
  EXPECT_TRUE(start_shift(*paris_, duty("badr"), {.post = "airport", .relief = {}}));
  const auto relieved = start_shift(*paris_, duty("badr"), {.post = {}, .relief = "taken ill"});
  ASSERT_TRUE(relieved) << relieved.error().text();
  EXPECT_THAT(relieved->note, HasSubstr("taken ill"));
  EXPECT_THAT(shown().doubtful, SizeIs(1));
  EXPECT_THAT(shown().on_duty, SizeIs(2));
}

TEST_F(ShiftsTest, SayWhatIsWrong) {
  EXPECT_EQ(
      hand_over(*paris_, duty("amal"), {.post = {}, .to = "badr", .note = {}, .notes = {}}).error().fault,
      base::Fault::conflict)
      << "not on duty";
  EXPECT_EQ(end_shift(*paris_, duty("amal"), {}, {}).error().fault, base::Fault::conflict);
  ASSERT_TRUE(start_shift(*paris_, duty("amal"), {}));
  const auto fault = [&](const HandOver& wanted) {
    const auto done = hand_over(*paris_, duty("amal"), wanted);
    return done ? base::Fault::internal : done.error().fault;
  };
  EXPECT_EQ(fault({.post = {}, .to = "nobody", .note = {}, .notes = {}}), base::Fault::not_found);
  EXPECT_EQ(fault({.post = {}, .to = "chafik", .note = {}, .notes = {}}), base::Fault::not_found)
      << "an analyst";
  EXPECT_EQ(fault({.post = {}, .to = "amal", .note = {}, .notes = {}}), base::Fault::invalid);
  EXPECT_EQ(fault({.post = {}, .to = "badr", .note = {}, .notes = {{"threat-warning--x", "?"}}}),
            base::Fault::not_found);
  EXPECT_EQ(start_shift(*paris_, officer({Role::analyst}), {}).error().fault, base::Fault::forbidden);
}

TEST_F(ShiftsTest, AnOfferDoesNotWaitForEver) {
  ASSERT_TRUE(start_shift(*paris_, duty("amal"), {}));
  ASSERT_TRUE(hand_over(*paris_, duty("amal"), {.post = {}, .to = "badr", .note = {}, .notes = {}}));
  paris_.test_node().move_clock(2h);
  EXPECT_EQ(start_shift(*paris_, duty("badr"), {}).error().fault, base::Fault::conflict);
  EXPECT_EQ(on_duty(), "amal");
}

TEST_F(ShiftsTest, ANoticeNamesWhoIsOnDuty) {
  ASSERT_TRUE(start_shift(*paris_, duty("amal"), {}));
  warn();
  paris_.test_node().move_clock(1s);
  std::vector<std::string> officers;
  ASSERT_TRUE(escalate(*paris_, *desk::ladder_of("duty officer 0m"), [&](const Notice& notice) -> Result<> {
    officers.push_back(notice.officer);
    return {};
  }));
  EXPECT_THAT(officers, ElementsAre("amal"));
}

}  // namespace
}  // namespace tansiq::node::acts

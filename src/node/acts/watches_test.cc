#include <gmock/gmock.h>

#include "node/acts/add_watch.h"
#include "node/acts/confirm_watch.h"
#include "node/acts/list_watches.h"
#include "node/acts/remove_watch.h"
#include "node/acts/see_threads.h"
#include "node/acts/watch.h"
#include "node/name_index.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using namespace std::chrono_literals;
using desk::Sought;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WatchesTest : public ::testing::Test {
 protected:
  static Actor named(const std::string& name) {
    auto actor = officer({Role::duty_officer});
    actor.name = name;
    return actor;
  }
  std::string add(Sought sought, const std::string& value) {
    const auto rule = add_watch(*paris_, named("amal"), {sought, value, paris_->clock() + 24h});
    EXPECT_TRUE(rule) << rule.error().text();
    return rule ? rule->id : std::string();
  }
  std::string in_force(Sought sought, const std::string& value) {
    const auto id = add(sought, value);
    const auto confirmed = confirm_watch(*paris_, named("badr"), id);
    EXPECT_TRUE(confirmed) << confirmed.error().text();
    return id;
  }
  void release(int number, const std::string& name) {
    file(rabat_, campaign(number, name, first_version), handling_for({"paris"}));
    ASSERT_EQ(order(rabat_, of({campaign_id(number)}, {"paris"})).ordering.tally.released, 1U);
    carry_all(cell_);
  }
  std::size_t watched() {
    const auto done = watch(*paris_);
    EXPECT_TRUE(done) << done.error().text();
    return done ? done->hits : 0;
  }
  std::vector<WatchNews> news(const std::string& officer = "amal") {
    const auto desk = show_desk(*paris_, named(officer), 10, desk::Lang::en);
    EXPECT_TRUE(desk) << desk.error().text();
    return desk ? desk->watched : std::vector<WatchNews>{};
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
};

TEST_F(WatchesTest, ARuleFindsWhatComesAndRaisesADeskItem) {
  release(1, "Lantern");
  const auto rule = in_force(Sought::name, "Lantern");
  EXPECT_EQ(watched(), 0U) << "what came before the rule is not looked at";
  release(2, "Lantern");
  release(3, "Harbour");
  EXPECT_EQ(watched(), 1U);
  EXPECT_EQ(watched(), 0U) << "once";
  const auto found = news();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found.front().rule.id, rule);
  EXPECT_EQ(found.front().newest.id, campaign_id(2));
  EXPECT_EQ(found.front().newest.originator, "rabat");
  EXPECT_EQ(found.front().newest.pointer, "/name");
  ASSERT_TRUE(clear_desk(*paris_, named("amal")));
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_THAT(news("badr"), SizeIs(1)) << "each officer for himself";
  release(4, "Lantern");
  EXPECT_EQ(watched(), 1U);
  EXPECT_EQ(news().front().count, 1U);
  const auto listed = list_watches(*paris_, named("badr"), 1);
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->front().found, 2U);
  EXPECT_THAT(listed->front().hits, SizeIs(1));
}

TEST_F(WatchesTest, TakesTwoOfficers) {
  const auto rule = add(Sought::name, "Lantern");
  release(1, "Lantern");
  EXPECT_EQ(watched(), 0U);
  EXPECT_EQ(confirm_watch(*paris_, named("amal"), rule).error().fault, base::Fault::forbidden);
  ASSERT_TRUE(confirm_watch(*paris_, named("badr"), rule));
  EXPECT_EQ(confirm_watch(*paris_, named("chafik"), rule).error().fault, base::Fault::conflict);
  release(2, "Lantern");
  EXPECT_EQ(watched(), 1U);
  ASSERT_TRUE(remove_watch(*paris_, named("amal"), rule, "found"));
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_EQ(remove_watch(*paris_, named("amal"), rule, "").error().fault, base::Fault::not_found);
  release(3, "Lantern");
  EXPECT_EQ(watched(), 0U);
}

TEST_F(WatchesTest, EndsByItself) {
  in_force(Sought::name, "Lantern");
  paris_.test_node().move_clock(25h);
  release(1, "Lantern");
  EXPECT_EQ(watched(), 0U);
}

TEST_F(WatchesTest, SeeksRecordsByTheirIds) {
  in_force(Sought::record, campaign_id(7));
  release(7, "Anything");
  EXPECT_EQ(watched(), 1U);
}

TEST_F(WatchesTest, StandInTheJournalWithWhatTheySeek) {
  const auto rule = in_force(Sought::name, "Lantern");
  release(1, "Lantern");
  watched();
  std::vector<std::string> said;
  for (const auto& entry : paris_.test_node().entries())
    if (entry.act.act.find("watch") != std::string::npos)
      said.push_back(entry.act.actor + " " + entry.act.act + " " + entry.act.subject);
  EXPECT_THAT(said, ::testing::ElementsAre("amal add-watch " + rule, "badr confirm-watch " + rule,
                                           "node watch " + campaign_id(1)));
}

TEST_F(WatchesTest, SayWhatIsWrong) {
  const auto fault = [&](const Actor& actor, const WatchWanted& wanted) {
    const auto rule = add_watch(*paris_, actor, wanted);
    return rule ? base::Fault::internal : rule.error().fault;
  };
  const auto later = paris_->clock() + 24h;
  EXPECT_EQ(fault(named("amal"), {Sought::name, "", later}), base::Fault::invalid);
  EXPECT_EQ(fault(named("amal"), {Sought::record, "no id", later}), base::Fault::invalid);
  EXPECT_EQ(fault(named("amal"), {Sought::name, "Lantern", paris_->clock()}), base::Fault::invalid);
  EXPECT_EQ(fault(named("amal"), {Sought::name, "Lantern", later + 24h * 400}), base::Fault::invalid);
  auto silent = named("amal");
  silent.purpose = {};
  EXPECT_EQ(fault(silent, {Sought::name, "Lantern", later}), base::Fault::invalid);
  EXPECT_EQ(fault(officer({Role::oversight}), {Sought::name, "Lantern", later}), base::Fault::forbidden);
  EXPECT_EQ(confirm_watch(*paris_, named("badr"), "x").error().fault, base::Fault::not_found);
}

}  // namespace
}  // namespace tansiq::node::acts

#include "node/acts/recall.h"

#include <gmock/gmock.h>

#include "node/acts/clear_fault.h"
#include "node/acts/list_outbox.h"
#include "node/partners/happenings.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using exchange::Fate;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string version_of(int day) {
  return fmt::format("2026-04-{:02}T00:00:00.000Z", day);
}

class RecallTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file(rabat_, campaign(1, "a name to be found nowhere", first_version), handling_for({"madrid", "paris"}));
    order(rabat_, of({campaign_id(1)}, {"straits"}));
    carry_all(cell_);
    ASSERT_EQ(held_at(paris_).size(), 1U);
    ASSERT_EQ(held_at(madrid_).size(), 1U);
  }
  std::vector<Fate> fates_of(const std::string& id) {
    std::vector<Fate> all;
    const auto lines = list_receipts(*rabat_, releasing(), id);
    EXPECT_TRUE(lines) << lines.error().text();
    for (const auto& line : *lines) all.push_back(line.fate);
    return all;
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
  TestService& madrid_ = cell_.madrid();
};

TEST_F(RecallTest, EveryHolderRemovesItAndSaysSo) {
  EXPECT_THAT(fates_of(campaign_id(1)), ElementsAre(Fate::delivered, Fate::delivered));
  const auto done = recall(*rabat_, releasing(), {.id = campaign_id(1), .reason = "the source was wrong"});
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->releases, 2U);
  ASSERT_EQ(done->holders.size(), 2U);
  EXPECT_EQ(done->deadline, rabat_->clock() + usual_deadline);
  EXPECT_THAT(fates_of(campaign_id(1)), ElementsAre(Fate::recalled, Fate::recalled));

  carry_all(cell_);
  EXPECT_THAT(held_at(paris_), IsEmpty());
  EXPECT_THAT(held_at(madrid_), IsEmpty());
  EXPECT_THAT(fates_of(campaign_id(1)), ElementsAre(Fate::purged, Fate::purged));
  EXPECT_EQ(file_holding(paris_.test_node().folder(), "a name to be found nowhere"), "");
  EXPECT_EQ(recall(*rabat_, releasing(), {.id = campaign_id(1)}).error().fault, base::Fault::not_found)
      << "nobody holds it any more";
}

TEST_F(RecallTest, WhoIsSilentStandsAsOverdue) {
  ASSERT_TRUE(recall(*rabat_, releasing(), {.id = campaign_id(1)}));
  rabat_.test_node().move_clock(usual_deadline + std::chrono::hours{1});
  EXPECT_THAT(fates_of(campaign_id(1)), ElementsAre(Fate::overdue, Fate::overdue));
}

TEST_F(RecallTest, AReplacementLeavesTheRightVersion) {
  file(rabat_, campaign(1, "the right one", second_version), handling_for({"madrid", "paris"}));
  order(rabat_, of({campaign_id(1)}, {"straits"}));
  carry_all(cell_);
  ASSERT_EQ(held_at(paris_).size(), 2U);
  const auto done =
      recall(*rabat_, releasing(), {.id = campaign_id(1), .replacement = second_version, .reason = "wrong"});
  ASSERT_TRUE(done) << done.error().text();
  carry_all(cell_);
  const auto held = held_at(paris_);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held.begin()->first.second, second_version);
}

TEST_F(RecallTest, SaysWhatIsWrongWithAnOrder) {
  const auto fault = [&](const RecallWanted& wanted) {
    const auto done = recall(*rabat_, releasing(), wanted);
    return done ? base::Fault::internal : done.error().fault;
  };
  EXPECT_EQ(fault({.id = campaign_id(2)}), base::Fault::not_found);
  EXPECT_EQ(fault({.id = campaign_id(1), .deadline = rabat_->clock()}), base::Fault::invalid);
  EXPECT_EQ(fault({.id = campaign_id(1), .versions = {version_of(1)}, .replacement = version_of(1)}),
            base::Fault::invalid);
  EXPECT_EQ(fault({.id = campaign_id(1), .reason = "two\nlines"}), base::Fault::invalid);
  EXPECT_EQ(recall(*rabat_, officer({Role::analyst}), {.id = campaign_id(1)}).error().fault,
            base::Fault::forbidden);
  EXPECT_THAT(fates_of(campaign_id(1)), ElementsAre(Fate::delivered, Fate::delivered)) << "nothing was sent";
}

// A partner that sends what is meant for another is stopped, and an officer lets it go on.
TEST_F(RecallTest, AClearedFaultLetsThePairGoOnAndNoOther) {
  file(rabat_, campaign(2, "two", first_version), handling_for({"madrid", "paris"}));
  order(rabat_, of({campaign_id(2)}, {"straits"}));
  const auto inbox = inbox_of(paris_, rabat_);
  const auto batch = fetch(rabat_, paris_, {inbox.epoch, inbox.number});
  const auto reception = hand(paris_, rabat_, fetch(rabat_, madrid_, {inbox.epoch, inbox.number}));
  ASSERT_TRUE(reception.fault);
  EXPECT_EQ(reception.fault->fault, exchange::InboxFault::wrong_recipient);
  const bool stopped = inbox_of(paris_, rabat_).held;
  EXPECT_TRUE(stopped);
  EXPECT_EQ(hand(paris_, rabat_, batch).taken, 0U) << "an officer must look first";
  EXPECT_EQ(carry(rabat_, madrid_).taken, 1U) << "another pair knows nothing of it";

  const auto duty = officer({Role::duty_officer});
  const auto shown = list_faults(*paris_, duty, "rabat", false);
  ASSERT_TRUE(shown && shown->size() == 1) << "one fault, counted when it comes again";
  EXPECT_EQ(shown->front().partner, "rabat");
  EXPECT_TRUE(shown->front().fault.needs_officer);
  const auto number = shown->front().fault.paper;
  EXPECT_EQ(clear_fault(*paris_, duty, "rabat", number, "").error().fault, base::Fault::invalid);
  EXPECT_EQ(clear_fault(*paris_, duty, "rabat", number + 1, "x").error().fault, base::Fault::not_found);
  const auto cleared = clear_fault(*paris_, duty, "rabat", number, "their disk was broken");
  ASSERT_TRUE(cleared) << cleared.error().text();
  EXPECT_FALSE(inbox_of(paris_, rabat_).held);
  EXPECT_EQ(hand(paris_, rabat_, batch).taken, 1U);
  EXPECT_TRUE(list_faults(*paris_, duty, "", false)->empty());
  EXPECT_EQ(list_faults(*paris_, duty, "", true)->size(), 1U);
  const auto said = paris_->happenings->after(0, 1000);
  const auto count = [&](Happening::What what) {
    return std::count_if(said.begin(), said.end(), [&](const auto& one) { return one.what == what; });
  };
  EXPECT_EQ(count(Happening::What::fault), 1) << "said once, not at each try";
  EXPECT_EQ(count(Happening::What::cleared), 1);
}

TEST_F(RecallTest, OutboxAndReceiptsTellWhoHoldsWhat) {
  const auto reading = officer({Role::analyst});
  const auto all = list_outbox(*rabat_, reading, {});
  ASSERT_TRUE(all) << all.error().text();
  const auto to_paris = list_outbox(*rabat_, reading, {.partner = "paris"});
  ASSERT_TRUE(to_paris && to_paris->size() == 1);
  EXPECT_EQ(to_paris->front().id, campaign_id(1));
  EXPECT_EQ(to_paris->front().fate, Fate::delivered);
  EXPECT_TRUE(list_outbox(*rabat_, reading, {.partner = "paris", .after = 1})->empty());
  EXPECT_EQ(list_outbox(*rabat_, reading, {.partner = "lyon"}).error().fault, base::Fault::not_found);
  EXPECT_EQ(list_outbox(*rabat_, officer({Role::administrator}), {}).error().fault, base::Fault::forbidden);
}

}  // namespace
}  // namespace tansiq::node::acts

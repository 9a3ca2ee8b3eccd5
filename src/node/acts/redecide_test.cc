#include "node/acts/redecide.h"

#include <gmock/gmock.h>

#include "node/acts/confirm_release.h"
#include "node/acts/decide_proposal.h"
#include "node/acts/list_outbox.h"
#include "node/acts/preview.h"
#include "node/acts/restrict.h"
#include "node/acts/set_handling.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using exchange::Fate;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Two members may have one record; Brussels may not.
class AnewTest : public ::testing::Test {
 protected:
  void file_one(const char* version = first_version, const std::string& name = "one") {
    file(rabat_, campaign(1, name, version), handling_for({"madrid", "paris"}));
  }
  void give() {
    file_one();
    order(rabat_, of({campaign_id(1)}, {"straits"}));
    carry_all(cell_);
  }
  void handle(handling::Handling handling, const std::string& version = "last") {
    const auto set = set_handling(*rabat_, officer({Role::analyst}),
                                  {.id = campaign_id(1), .collection = {}, .version = version}, handling, "");
    ASSERT_TRUE(set) << set.error().text();
  }
  Anew work_off() {
    Anew anew;
    // The writer's time runs ahead of a clock that stands still, and so does what it queues.
    rabat_.test_node().move_clock(std::chrono::seconds{1});
    for (int i = 0; i < 20; ++i) {
      const auto done = redecide(*rabat_);
      EXPECT_TRUE(done) << done.error().text();
      if (!done) break;
      anew += done->anew;
      if (!done->more) break;
    }
    return anew;
  }
  Fate last_fate(const std::string& partner) {
    const auto lines = list_outbox(*rabat_, releasing(), {.partner = partner});
    auto fate = Fate::released;
    for (const auto& line : *lines)
      if (line.kind == exchange::Kind::record) fate = line.fate;
    return fate;
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
};

TEST_F(AnewTest, ALaterVersionGoesToWhoHoldsTheEarlierOneWithoutAnOrder) {
  give();
  file_one(second_version, "corrected");
  work_off();
  carry_all(cell_);
  EXPECT_EQ(held_at(paris_).size(), 2U);
  EXPECT_THAT(held_at(paris_).rbegin()->second, HasSubstr("corrected"));
  EXPECT_THAT(held_at(cell_.brussels()), IsEmpty());
}

TEST_F(AnewTest, WhatBecameForbiddenIsRecalledFromWhoMayNotHaveItAnyMore) {
  give();
  handle(handling_for({"madrid"}));
  EXPECT_EQ(work_off().recalled, 1U);
  carry_all(cell_);
  EXPECT_THAT(held_at(paris_), IsEmpty());
  EXPECT_EQ(held_at(cell_.madrid()).size(), 1U) << "it still may";
  EXPECT_EQ(last_fate("paris"), Fate::purged);
  EXPECT_TRUE(work_off().empty()) << "done once";
}

TEST_F(AnewTest, ARecordPastItsReviewDateIsRecalledWhenThatDateComes) {
  file(rabat_, campaign(1, "one", first_version), [&] {
    auto handling = handling_for({"paris"});
    handling.review = *base::parse_time("2026-05-02T10:00:00Z");
    return handling;
  }());
  order(rabat_, of({campaign_id(1)}, {"paris"}));
  carry_all(cell_);
  work_off();
  ASSERT_EQ(held_at(paris_).size(), 1U);
  rabat_.test_node().move_clock(std::chrono::hours{25});
  paris_.test_node().move_clock(std::chrono::hours{25});
  work_off();
  carry_all(cell_);
  EXPECT_NE(last_fate("paris"), Fate::delivered) << "nobody may go on using it unseen";
}

TEST_F(AnewTest, WhatBecameAllowedIsProposedAndAnOfficerDecides) {
  give();
  handle(handling_for({"brussels", "madrid", "paris"}));
  EXPECT_EQ(work_off().proposed, 1U);
  carry_all(cell_);
  EXPECT_THAT(held_at(cell_.brussels()), IsEmpty()) << "no rule does what an officer did not order";
  const auto open = list_proposals(*rabat_, releasing());
  ASSERT_TRUE(open && open->proposals.size() == 1);
  EXPECT_EQ(open->proposals.front().action, Proposal::Action::release);
  EXPECT_EQ(decide_proposal(*rabat_, officer({Role::analyst}), {campaign_id(1), "brussels", true, ""})
                .error()
                .fault,
            base::Fault::forbidden);
  EXPECT_EQ(decide_proposal(*rabat_, releasing(), {campaign_id(1), "madrid", true, ""}).error().fault,
            base::Fault::not_found);
  const auto decided = decide_proposal(*rabat_, releasing(), {campaign_id(1), "brussels", true, "agreed"});
  ASSERT_TRUE(decided) << decided.error().text();
  ASSERT_TRUE(decided->released);
  EXPECT_EQ(decided->released->ordering.tally.released, 1U);
  carry_all(cell_);
  EXPECT_EQ(held_at(cell_.brussels()).size(), 1U);
  EXPECT_TRUE(list_proposals(*rabat_, releasing())->proposals.empty());
}

TEST_F(AnewTest, ADroppedProposalSendsNothing) {
  give();
  handle(handling_for({"brussels", "madrid", "paris"}));
  work_off();
  const auto decided = decide_proposal(*rabat_, releasing(), {campaign_id(1), "brussels", false, "not yet"});
  ASSERT_TRUE(decided) << decided.error().text();
  carry_all(cell_);
  EXPECT_THAT(held_at(cell_.brussels()), IsEmpty());
  EXPECT_TRUE(list_proposals(*rabat_, releasing())->proposals.empty());
}

TEST_F(AnewTest, APreviewIsExactlyWhatThePartnerGets) {
  file_one();
  const Look as_paris{.which = {.id = campaign_id(1), .collection = {}, .version = {}}, .partner = "paris"};
  const auto before = preview(*rabat_, releasing(), as_paris);
  ASSERT_TRUE(before) << before.error().text();
  EXPECT_TRUE(before->decision.release);
  EXPECT_EQ(before->holds, "");
  auto as_brussels = as_paris;
  as_brussels.partner = "brussels";
  const auto withheld = preview(*rabat_, releasing(), as_brussels);
  ASSERT_TRUE(withheld);
  EXPECT_FALSE(withheld->decision.release);
  EXPECT_EQ(withheld->copy, "");
  EXPECT_THAT(withheld->sentence, HasSubstr("Withheld from brussels"));
  EXPECT_TRUE(fetch(rabat_, paris_, {}).envelopes.empty()) << "looking sends nothing";

  order(rabat_, of({campaign_id(1)}, {"paris"}));
  carry_all(cell_);
  ASSERT_EQ(held_at(paris_).size(), 1U);
  EXPECT_EQ(held_at(paris_).begin()->second, before->copy);
  EXPECT_EQ(preview(*rabat_, releasing(), as_paris)->holds, first_version);
  as_brussels.partner = "straits";
  EXPECT_EQ(preview(*rabat_, releasing(), as_brussels).error().fault, base::Fault::invalid);
  EXPECT_EQ(preview(*rabat_, officer({Role::administrator}), as_paris).error().fault, base::Fault::forbidden);
}

TEST_F(AnewTest, ASecondOfficerStandsByAnOrderAndNotTheSameOne) {
  rabat_.put(
      paper::policy, "policy", 2,
      R"({"agreements":[{"countries":["BE","CH","ES","FR","MA"],"name":"straits agreement","uses":["intelligence"]}],)"
      R"("second_officer":[{"name":"from amber on","from_tlp":"amber"}]})");
  file_one();
  const auto ordered = order(rabat_, of({campaign_id(1)}, {"straits"}));
  EXPECT_EQ(ordered.ordering.tally.released, 0U);
  EXPECT_EQ(ordered.ordering.tally.waiting, 2U);
  const auto waiting = list_pending(*rabat_, releasing());
  ASSERT_TRUE(waiting && waiting->orders.size() == 1);
  const auto id = ordered.ordering.order;
  EXPECT_EQ(confirm_release(*rabat_, releasing(), id, "").error().fault, base::Fault::forbidden);
  auto second = releasing();
  second.name = "another officer";
  EXPECT_EQ(confirm_release(*rabat_, second, "no-such-order", "").error().fault, base::Fault::not_found);
  const auto confirmed = confirm_release(*rabat_, second, id, "seen");
  ASSERT_TRUE(confirmed) << confirmed.error().text();
  EXPECT_EQ(confirmed->ordering.tally.released, 2U);
  carry_all(cell_);
  EXPECT_EQ(held_at(paris_).size(), 1U);
  EXPECT_TRUE(list_pending(*rabat_, releasing())->orders.empty());
  EXPECT_EQ(confirm_release(*rabat_, second, id, "").error().fault, base::Fault::not_found) << "only once";
}

TEST_F(AnewTest, ADroppedOrderReleasesNothing) {
  rabat_.put(
      paper::policy, "policy", 2,
      R"({"agreements":[{"countries":["FR"],"name":"a","uses":["intelligence"]}],"second_officer":[{"name":"all"}]})");
  file_one();
  const auto id = order(rabat_, of({campaign_id(1)}, {"paris"})).ordering.order;
  ASSERT_TRUE(drop_release(*rabat_, releasing(), id, "a mistake"));
  auto second = releasing();
  second.name = "another officer";
  EXPECT_EQ(confirm_release(*rabat_, second, id, "").error().fault, base::Fault::not_found);
  EXPECT_TRUE(fetch(rabat_, paris_, {}).envelopes.empty());
}

// What is disputed is asked back from everybody and released to nobody, until an officer lifts it.
TEST(RestrictTest, WhatIsRestrictedIsHeldHereAlone) {
  TestCell cell;
  auto& rabat = cell.rabat();
  auto& paris = cell.paris();
  file(rabat, campaign(1, "disputed", first_version), handling_for({"paris"}));
  order(rabat, of({campaign_id(1)}, {"paris"}));
  carry_all(cell);
  ASSERT_EQ(held_at(paris).size(), 1U);
  const Which which{campaign_id(1), {}, {}};
  EXPECT_EQ(acts::restrict(*rabat, releasing(), which, "").error().fault, base::Fault::invalid);
  EXPECT_EQ(lift_restriction(*rabat, releasing(), which, "").error().fault, base::Fault::not_found);
  const auto settle = [&] {
    rabat.test_node().move_clock(std::chrono::seconds{1});
    EXPECT_TRUE(redecide(*rabat));
    carry_all(cell);
  };
  const auto kept = acts::restrict(*rabat, releasing(), which, "the person disputes it");
  ASSERT_TRUE(kept) << kept.error().text();
  EXPECT_EQ(kept->restricted, "the person disputes it");
  EXPECT_EQ(kept->grade, "B2") << "all else stays";
  settle();
  EXPECT_TRUE(held_at(paris).empty());
  EXPECT_EQ(order(rabat, of({campaign_id(1)}, {"paris"})).ordering.tally.withheld, 1U);
  ASSERT_TRUE(lift_restriction(*rabat, releasing(), which, "checked"));
  settle();
  EXPECT_TRUE(held_at(paris).empty()) << "an officer decides";
  EXPECT_EQ(list_proposals(*rabat, releasing())->proposals.size(), 1U);
}

}  // namespace
}  // namespace tansiq::node::acts

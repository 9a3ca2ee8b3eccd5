#include "node/acts/open.h"

#include <gmock/gmock.h>

#include "node/acts/list_inbox.h"
#include "node/acts/list_outbox.h"
#include "node/acts/recall.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using exchange::Fate;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class OpenTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file(rabat_, campaign(1, "one", first_version), handling_for({"madrid", "paris"}));
    order(rabat_, of({campaign_id(1)}, {"straits"}));
    carry_all(cell_);
  }
  Fate fate_at_paris() {
    const auto lines = list_receipts(*rabat_, releasing(), campaign_id(1));
    EXPECT_TRUE(lines);
    for (const auto& line : *lines)
      if (line.partner == "paris") return line.fate;
    return Fate::released;
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
  const Actor duty_ = officer({Role::duty_officer});
};

TEST_F(OpenTest, TellsWhoSentItAndNobodyElse) {
  const auto opened = open(*paris_, duty_, campaign_id(1));
  ASSERT_TRUE(opened) << opened.error().text();
  EXPECT_EQ(opened->versions, 1U);
  EXPECT_THAT(opened->partners, ElementsAre("rabat"));
  carry_all(cell_);
  EXPECT_EQ(fate_at_paris(), Fate::opened);
  const auto again = open(*paris_, duty_, campaign_id(1));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->versions, 0U) << "it is said once";
}

TEST_F(OpenTest, WhatDidNotComeCannotBeOpened) {
  EXPECT_EQ(open(*paris_, duty_, campaign_id(2)).error().fault, base::Fault::not_found);
  EXPECT_EQ(open(*rabat_, duty_, campaign_id(1)).error().fault, base::Fault::not_found) << "it is its own";
  EXPECT_EQ(open(*paris_, officer({Role::oversight}), campaign_id(1)).error().fault, base::Fault::forbidden);
  ASSERT_TRUE(recall(*rabat_, releasing(), {.id = campaign_id(1)}));
  carry_all(cell_);
  EXPECT_EQ(open(*paris_, duty_, campaign_id(1)).error().fault, base::Fault::not_found);
  EXPECT_EQ(fate_at_paris(), Fate::purged);
}

TEST_F(OpenTest, TheInboxTellsWhatCame) {
  const auto all = list_inbox(*paris_, duty_, {});
  ASSERT_TRUE(all) << all.error().text();
  ASSERT_THAT(*all, SizeIs(1));
  EXPECT_EQ(all->front().partner, "rabat");
  EXPECT_EQ(all->front().originator, "rabat");
  EXPECT_EQ(all->front().id, campaign_id(1));
  EXPECT_FALSE(all->front().opened);
  ASSERT_TRUE(open(*paris_, duty_, campaign_id(1)));
  EXPECT_TRUE(list_inbox(*paris_, duty_, {.partner = "rabat"})->front().opened);
  EXPECT_THAT(*list_inbox(*paris_, duty_, {.partner = "rabat", .after = 1}), IsEmpty());
  EXPECT_EQ(list_inbox(*paris_, duty_, {.partner = "lyon"}).error().fault, base::Fault::not_found);
  EXPECT_EQ(list_inbox(*paris_, officer({Role::administrator}), {}).error().fault, base::Fault::forbidden);
}

}  // namespace
}  // namespace tansiq::node::acts

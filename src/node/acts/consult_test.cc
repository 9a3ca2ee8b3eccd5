#include "node/acts/consult.h"

#include <gtest/gtest.h>

#include "node/acts/export_records.h"
#include "node/acts/list_collections.h"
#include "node/acts/publish.h"
#include "node/test_node.h"

namespace tansiq::node::acts {
namespace {

using testing::campaign;
using testing::campaign_id;
using testing::first_version;
using testing::second_version;

const Actor analyst = testing::officer({Role::analyst});

class ConsultTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string objects = "[" + campaign(1, "one", first_version) + "," +
                                campaign(1, "one, later", second_version) + "," +
                                campaign(2, "two", first_version) + "]";
    Publication publication;
    publication.collection = "records";
    publication.content = objects;
    ASSERT_TRUE(publish(*node, analyst, publication));
  }
  Result<std::vector<std::string>> ids(const Actor& actor, store::Filter filter = {}) {
    std::vector<std::string> seen;
    const Consultation consultation{"records", std::move(filter), "test"};
    const auto consulted = consult(*node, actor, consultation, [&](const store::RecordView& record) {
      seen.emplace_back(record.id);
      return true;
    });
    if (!consulted) return base::fail(consulted);
    return seen;
  }
  testing::TestNode node;
};

TEST_F(ConsultTest, GivesTheLastVersionsInTheOrderOfArrival) {
  EXPECT_EQ(ids(analyst), (std::vector<std::string>{campaign_id(1), campaign_id(2)}));
}

TEST_F(ConsultTest, TheEntryIsThereBeforeAnythingIsShown) {
  const Consultation consultation{"records", {}, "type=campaign"};
  bool seen = false;
  const auto consulted = consult(*node, analyst, consultation, [&](const store::RecordView&) {
    const auto entries = node.entries();
    EXPECT_EQ(entries.back().act.act, "consult");
    EXPECT_EQ(entries.back().act.detail, "type=campaign");
    EXPECT_EQ(entries.back().act.basis, "Act 12, article 3");
    seen = true;
    return false;
  });
  ASSERT_TRUE(consulted);
  EXPECT_TRUE(seen);
  EXPECT_TRUE(consulted->more);
}

TEST_F(ConsultTest, WithoutPurposeOrBasisNothingIsShown) {
  auto silent = analyst;
  silent.purpose.purpose.clear();
  EXPECT_EQ(ids(silent).error().where, "purpose");
  silent = analyst;
  silent.purpose.basis.clear();
  EXPECT_EQ(ids(silent).error().fault, base::Fault::invalid);
  auto silent_account = testing::account(node.collection(), true, true);
  silent_account.purpose = {};
  EXPECT_EQ(ids(silent_account).error().fault, base::Fault::invalid);
}

TEST_F(ConsultTest, WhoMayNotReadSeesNothing) {
  EXPECT_EQ(ids(testing::account(node.collection(), false, true)).error().fault, base::Fault::forbidden);
  const auto stranger = ids(testing::account(node.collection() + 1, true, true)).error();
  EXPECT_EQ(stranger.fault, base::Fault::not_found);
  Consultation nowhere{"no-such-collection", {}, {}};
  const auto missing = consult(*node, analyst, nowhere, [](const auto&) { return true; }).error();
  EXPECT_EQ(stranger, missing) << "what exists and is hidden reads like what does not exist";
  EXPECT_EQ(ids(testing::officer({Role::administrator})).error().fault, base::Fault::forbidden);
  EXPECT_TRUE(ids(testing::officer({Role::oversight})));
}

TEST_F(ConsultTest, AskingForOneObjectIsJournaledAboutThatObject) {
  store::Filter filter;
  filter.ids = {campaign_id(7)};
  EXPECT_EQ(ids(analyst, filter), std::vector<std::string>{}) << "nothing is held, and still it was asked";
  EXPECT_EQ(node.entries().back().act.subject, campaign_id(7));
}

TEST_F(ConsultTest, APageHasAtMostTheLimitOfTheNode) {
  node->limits.page = 1;
  store::Filter filter;
  filter.limit = 1000;
  EXPECT_EQ(ids(analyst, filter)->size(), 1U);
}

TEST_F(ConsultTest, AnExportHasAllVersionsAndAnEntryForEachPage) {
  ExportPage page;
  page.collection = "records";
  page.limit = 2;
  std::vector<std::string> versions;
  const auto visitor = [&](const store::RecordView& record) {
    versions.emplace_back(record.version);
    EXPECT_FALSE(record.bytes.empty());
    return true;
  };
  const auto before = node.entries().size();
  auto exported = export_records(*node, analyst, page, visitor);
  ASSERT_TRUE(exported);
  EXPECT_TRUE(exported->more);
  page.added_after = exported->last_added;
  exported = export_records(*node, analyst, page, visitor);
  ASSERT_TRUE(exported);
  EXPECT_FALSE(exported->more);
  EXPECT_EQ(versions, (std::vector<std::string>{first_version, second_version, first_version}));
  EXPECT_EQ(node.entries().size(), before + 2);
  EXPECT_EQ(node.entries().back().act.act, "export");
}

TEST_F(ConsultTest, CollectionsShowWhatOneMayDo) {
  const auto see = [&](const Actor& actor) { return *list_collections(*node, actor); };
  ASSERT_EQ(see(analyst).size(), 1U);
  EXPECT_TRUE(see(analyst)[0].can_write);
  EXPECT_FALSE(see(testing::officer({Role::releasing_officer}))[0].can_write);
  EXPECT_FALSE(see(testing::officer({Role::administrator}))[0].can_read);
  EXPECT_TRUE(see(testing::account(node.collection(), true, false))[0].can_read);
  EXPECT_TRUE(see(testing::account(node.collection() + 1, true, true)).empty());
  EXPECT_EQ(find_collection(*node, analyst, "records")->collection.id,
            find_collection(*node, analyst, "91a7b528-80eb-42ed-a74d-c6fbd5a26116")->collection.id);
}

}  // namespace
}  // namespace tansiq::node::acts

#include "node/acts/publish.h"

#include <gtest/gtest.h>

#include "node/acts/consult.h"
#include "node/acts/show.h"
#include "node/test_node.h"

namespace tansiq::node::acts {
namespace {

using testing::campaign;
using testing::campaign_id;
using testing::first_version;
using testing::second_version;

const Actor analyst = testing::officer({Role::analyst});

class PublishTest : public ::testing::Test {
 protected:
  Result<Published> publish_json(const std::string& content, const Actor& actor = analyst) {
    Publication publication;
    publication.collection = "records";
    publication.content = content;
    return publish(*node, actor, publication);
  }
  std::size_t held(bool all_versions = true) {
    Consultation consultation;
    consultation.collection = "records";
    if (all_versions)
      consultation.filter.versions = {.first = false, .last = false, .all = true, .exact = {}};
    const auto consulted = consult(*node, analyst, consultation, [](const auto&) { return true; });
    return consulted ? consulted->count : 999;
  }
  testing::TestNode node;
};

TEST_F(PublishTest, CountsWhatBecameOfEachObject) {
  ASSERT_TRUE(publish_json(campaign(1, "one", first_version)));
  const std::string mixed = "[" + campaign(1, "one", first_version) + "," +    // the same
                            campaign(1, "one, later", second_version) + "," +  // a further version
                            campaign(1, "one, other", first_version) + "," +   // a conflict
                            campaign(2, "two", first_version) + "," +          // new
                            R"({"type":"campaign","spec_version":"2.1","id":")" + campaign_id(3) + "\"}]";
  const auto published = publish_json(mixed);
  ASSERT_TRUE(published) << published.error().text();
  EXPECT_EQ(published->read, 5U);
  EXPECT_EQ(published->same, 1U);
  EXPECT_EQ(published->versions, 1U);
  EXPECT_EQ(published->conflicts, 1U);
  EXPECT_EQ(published->created, 1U);
  EXPECT_EQ(published->rejected, 1U);
  ASSERT_EQ(published->rejections.size(), 1U);
  EXPECT_EQ(published->rejections[0].index, 4U);
  EXPECT_EQ(published->rejections[0].id, campaign_id(3));
  ASSERT_EQ(published->conflict_list.size(), 1U);
  EXPECT_EQ(published->conflict_list[0].version, first_version);
  EXPECT_EQ(published->submission.successes_count, 3U);
  EXPECT_EQ(published->submission.failures.size(), 2U);
  EXPECT_EQ(held(), 3U) << "the conflict is kept beside, not among the records";
}

TEST_F(PublishTest, BrokenJsonChangesNothing) {
  const auto before = node.entries().size();
  const auto published = publish_json("[" + campaign(1, "one", first_version) + ", {");
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error().fault, base::Fault::invalid);
  EXPECT_EQ(node.entries().size(), before);
  EXPECT_EQ(held(), 0U);
}

TEST_F(PublishTest, TaxiiTakesEnvelopesAlone) {
  Publication publication;
  publication.collection = "records";
  publication.form = Publication::Form::envelope;
  const std::string object = campaign(1, "one", first_version);
  const std::string bundle =
      R"({"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":[)" + object + "]}";
  const std::string array = "[" + object + "]";
  const std::string envelope = R"({"objects":[)" + object + "]}";
  for (const auto* wrong : {&object, &bundle, &array}) {
    publication.content = *wrong;
    const auto published = publish(*node, analyst, publication);
    ASSERT_FALSE(published) << *wrong;
    EXPECT_EQ(published.error().fault, base::Fault::unsupported);
  }
  publication.content = envelope;
  ASSERT_TRUE(publish(*node, analyst, publication));
  EXPECT_EQ(held(), 1U);
}

TEST_F(PublishTest, ABrokenLineHarmsNoOther) {
  Publication publication;
  publication.collection = "records";
  publication.form = Publication::Form::lines;
  const std::string lines = campaign(1, "one", first_version) + "\r\n\n{broken\n[" +
                            campaign(5, "five", first_version) + "]\n" + campaign(2, "two", first_version) +
                            "\n" + R"({"type":"campaign"})";
  publication.content = lines;
  const auto published = publish(*node, analyst, publication);
  ASSERT_TRUE(published) << published.error().text();
  EXPECT_EQ(published->read, 5U);
  EXPECT_EQ(published->created, 2U);
  ASSERT_EQ(published->rejections.size(), 3U);
  EXPECT_EQ(published->rejections[0].index, 1U);
  EXPECT_EQ(published->rejections[1].index, 2U);
  EXPECT_EQ(published->rejections[2].index, 4U);
  EXPECT_FALSE(published->rejections[0].problems.empty());
}

TEST_F(PublishTest, ADryRunSaysTheSameAndKeepsNothing) {
  const std::string twice = "[" + campaign(1, "one", first_version) + "," +
                            campaign(1, "one", first_version) + "," + campaign(1, "other", first_version) +
                            "]";
  Publication publication;
  publication.collection = "records";
  publication.content = twice;
  publication.dry_run = true;
  const auto dry = publish(*node, analyst, publication);
  ASSERT_TRUE(dry) << dry.error().text();
  EXPECT_EQ(held(), 0U);
  EXPECT_TRUE(dry->submission.id.empty());
  publication.dry_run = false;
  const auto real = publish(*node, analyst, publication);
  ASSERT_TRUE(real);
  for (const auto* outcome : {&*dry, &*real}) {
    EXPECT_EQ(outcome->created, 1U);
    EXPECT_EQ(outcome->same, 1U);
    EXPECT_EQ(outcome->conflicts, 1U);
  }
  const auto entries = node.entries();
  EXPECT_EQ(entries[0].act.act, "publish");
  EXPECT_EQ(entries[0].act.detail, "dry run: read 3, refused 0, nothing kept");
}

TEST_F(PublishTest, NewRecordsGetTheHandlingAndHeldOnesKeepTheirs) {
  ASSERT_TRUE(publish_json(campaign(1, "one", first_version)));
  const std::string both =
      "[" + campaign(1, "one", first_version) + "," + campaign(2, "two", first_version) + "]";
  Publication publication;
  publication.collection = "records";
  publication.content = both;
  publication.handling = handling::Handling{};
  publication.handling->grade = "b2";
  publication.handling->tlp = handling::Tlp::amber;
  ASSERT_TRUE(publish(*node, analyst, publication));
  EXPECT_FALSE(show(*node, analyst, {campaign_id(1), "", ""})->handling);
  EXPECT_EQ(show(*node, analyst, {campaign_id(2), "", ""})->handling->grade, "B2");

  publication.handling->grade = "Z9";
  EXPECT_EQ(publish(*node, analyst, publication).error().where, "/grade");
}

TEST_F(PublishTest, AFurtherVersionKeepsTheHandlingUnlessItBringsItsOwn) {
  Publication publication;
  publication.collection = "records";
  const std::string first = campaign(1, "one", first_version);
  publication.content = first;
  publication.handling = handling::Handling{};
  publication.handling->grade = "B2";
  ASSERT_TRUE(publish(*node, analyst, publication));
  ASSERT_TRUE(publish_json(campaign(1, "one, later", second_version)));
  const auto later = show(*node, analyst, {campaign_id(1), "", ""});
  ASSERT_TRUE(later);
  EXPECT_EQ(later->record.version, second_version);
  ASSERT_TRUE(later->handling);
  EXPECT_EQ(later->handling->grade, "B2");
}

TEST_F(PublishTest, WhoMayNotWriteLearnsNoMoreThanThat) {
  const std::string object = campaign(1, "one", first_version);
  const auto fault = [&](const Actor& actor) { return publish_json(object, actor).error().fault; };
  EXPECT_EQ(fault(testing::account(node.collection(), true, false)), base::Fault::forbidden);
  EXPECT_EQ(fault(testing::account(node.collection(), false, false)), base::Fault::not_found);
  EXPECT_EQ(fault(testing::account(node.collection() + 1, true, true)), base::Fault::not_found);
  EXPECT_EQ(fault(testing::officer({Role::administrator})), base::Fault::forbidden);
  EXPECT_EQ(fault(testing::officer({Role::oversight})), base::Fault::forbidden);
  EXPECT_TRUE(publish_json(object, testing::account(node.collection(), false, true)));
}

TEST_F(PublishTest, ASubmissionIsForItsMaker) {
  const auto maker = testing::account(node.collection(), true, true);
  const auto published = publish_json(campaign(1, "one", first_version), maker);
  ASSERT_TRUE(published);
  const auto kept = submission(*node, maker, published->submission.id);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->successes_count, 1U);
  EXPECT_EQ(kept->successes[0].id, campaign_id(1));
  EXPECT_EQ(submission(*node, analyst, published->submission.id).error().fault, base::Fault::not_found);
  EXPECT_EQ(submission(*node, maker, base::random_uuid()).error().fault, base::Fault::not_found);

  node.move_clock(std::chrono::hours(24));
  ASSERT_TRUE(publish_json(campaign(2, "two", first_version)));
  EXPECT_TRUE(submission(*node, maker, published->submission.id)) << "kept for a day at least";
  node.move_clock(std::chrono::hours(25));
  ASSERT_TRUE(publish_json(campaign(3, "three", first_version)));
  EXPECT_FALSE(submission(*node, maker, published->submission.id)) << "and not for ever";
}

TEST_F(PublishTest, TooMuchIsRefusedWhole) {
  node->limits.objects_per_envelope = 2;
  std::string three = "[" + campaign(1, "one", first_version) + "," + campaign(2, "two", first_version) +
                      "," + campaign(3, "three", first_version) + "]";
  EXPECT_EQ(publish_json(three).error().fault, base::Fault::too_large);
  Publication lines;
  lines.collection = "records";
  lines.form = Publication::Form::lines;
  const std::string text = campaign(1, "a", first_version) + "\n" + campaign(2, "b", first_version) + "\n" +
                           campaign(3, "c", first_version);
  lines.content = text;
  EXPECT_EQ(publish(*node, analyst, lines).error().fault, base::Fault::too_large);
  node->limits.body_bytes = 100;
  EXPECT_EQ(publish_json(three).error().fault, base::Fault::too_large);
  EXPECT_EQ(held(), 0U);
}

TEST_F(PublishTest, TheEntrySaysWhoWhyAndHowMany) {
  ASSERT_TRUE(publish_json("[" + campaign(1, "one", first_version) + ",{}]"));
  const auto entry = node.entries().front();
  EXPECT_EQ(entry.act.act, "publish");
  EXPECT_EQ(entry.act.actor, "amina");
  EXPECT_EQ(entry.act.purpose, "counter-terrorism");
  EXPECT_EQ(entry.act.case_id, "7/2026");
  EXPECT_TRUE(entry.act.detail.starts_with("read 2, refused 1, submission ")) << entry.act.detail;
}

}  // namespace
}  // namespace tansiq::node::acts

// Acts on one record: show, history, payload, correct, revoke, handling, conflicts, erase, filed reports.

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "node/acts/consult.h"
#include "node/acts/correct.h"
#include "node/acts/erase.h"
#include "node/acts/file_report.h"
#include "node/acts/history.h"
#include "node/acts/list_conflicts.h"
#include "node/acts/payload.h"
#include "node/acts/publish.h"
#include "node/acts/revoke.h"
#include "node/acts/set_handling.h"
#include "node/test_node.h"
#include "source_dir.h"

namespace tansiq::node::acts {
namespace {

using testing::campaign;
using testing::campaign_id;
using testing::first_version;
using testing::second_version;

const Actor analyst = testing::officer({Role::analyst});
const Actor overseer = testing::officer({Role::oversight});

class RecordsTest : public ::testing::Test {
 protected:
  void file(const std::string& content) {
    Publication publication;
    publication.collection = "records";
    publication.content = content;
    const auto published = publish(*node, analyst, publication);
    ASSERT_TRUE(published) << published.error().text();
    ASSERT_EQ(published->rejected, 0U);
  }
  Result<Corrected> rename(const std::string& name, const std::string& if_version = {}) {
    const std::string changes = R"({"name":")" + name + "\"}";
    return correct(*node, analyst, {one, changes, if_version, "the source corrected itself"});
  }
  testing::TestNode node;
  const Which one{campaign_id(1), "", ""};
};

TEST_F(RecordsTest, ShowsTheLastVersionOrTheOneThatIsMeant) {
  file("[" + campaign(1, "old", first_version) + "," + campaign(1, "new", second_version) + "]");
  const auto last = show(*node, analyst, one);
  ASSERT_TRUE(last) << last.error().text();
  EXPECT_EQ(last->record.version, second_version);
  EXPECT_EQ(last->versions, 2U);
  EXPECT_EQ(last->where.collection.alias, "records");
  EXPECT_NE(last->record.bytes.find("\"new\""), std::string::npos);
  EXPECT_EQ(show(*node, analyst, {campaign_id(1), "records", first_version})->record.version, first_version);
  EXPECT_EQ(show(*node, analyst, {campaign_id(1), "", "2026-04-01T00:00:00Z"})->record.version, first_version)
      << "the same instant, written otherwise";
  EXPECT_EQ(show(*node, analyst, {campaign_id(1), "", "yesterday"}).error().where, "version");
  EXPECT_EQ(show(*node, analyst, {campaign_id(2), "", ""}).error().fault, base::Fault::not_found);
  EXPECT_EQ(node.entries().back().act.subject, campaign_id(2))
      << "asking for what is not held is journaled too";
}

TEST_F(RecordsTest, ACorrectionIsTheNextVersionWithTheSameHandling) {
  file(campaign(1, "old", first_version));
  handling::Handling handling;
  handling.grade = "B2";
  ASSERT_TRUE(set_handling(*node, analyst, one, handling, "graded"));
  const auto corrected = rename("new");
  ASSERT_TRUE(corrected) << corrected.error().text();
  EXPECT_EQ(corrected->previous, first_version);
  EXPECT_EQ(corrected->record.version, base::format_time(testing::some_day, 3));
  const auto shown = show(*node, analyst, one);
  EXPECT_EQ(shown->record.version, corrected->record.version);
  EXPECT_EQ(shown->handling->grade, "B2");
  EXPECT_EQ(shown->versions, 2U);
}

TEST_F(RecordsTest, VersionsGoForwardEvenWhenTheClockGoesBack) {
  file(campaign(1, "from the future", "2026-06-01T00:00:00.000Z"));
  EXPECT_EQ(rename("a")->record.version, "2026-06-01T00:00:00.001Z");
  node.move_clock(-std::chrono::hours(1));
  EXPECT_EQ(rename("b")->record.version, "2026-06-01T00:00:00.002Z");
}

TEST_F(RecordsTest, ACorrectionOfWhatChangedMeanwhileIsRefused) {
  file("[" + campaign(1, "old", first_version) + "," + campaign(1, "new", second_version) + "]");
  const auto refused = rename("mine", first_version);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, base::Fault::conflict);
  EXPECT_NE(refused.error().what.find(second_version), std::string::npos);
  EXPECT_TRUE(rename("mine", second_version));
  EXPECT_EQ(correct(*node, analyst, {{campaign_id(1), "", first_version}, "{}", "", ""}).error().where,
            "version");
}

TEST_F(RecordsTest, AWrongCorrectionChangesNothing) {
  file(campaign(1, "old", first_version));
  const auto wrong = [&](const std::string& changes) {
    return correct(*node, analyst, {one, changes, "", ""}).error().fault;
  };
  EXPECT_EQ(wrong(R"({"name":7})"), base::Fault::invalid);
  EXPECT_EQ(wrong(R"({"name":null})"), base::Fault::invalid);
  EXPECT_EQ(wrong(R"({"id":"campaign--00000000-0000-4000-8000-000000000002"})"), base::Fault::invalid);
  EXPECT_EQ(wrong(R"([])"), base::Fault::invalid);
  EXPECT_EQ(wrong(R"({"name":"old"})"), base::Fault::conflict);
  EXPECT_EQ(show(*node, analyst, one)->versions, 1U);
}

TEST_F(RecordsTest, WhatIsRevokedHasNoFurtherVersion) {
  file(campaign(1, "old", first_version));
  const auto revoked =
      revoke(*node, testing::officer({Role::releasing_officer}), one, "withdrawn by its source");
  ASSERT_TRUE(revoked) << revoked.error().text();
  EXPECT_NE(revoked->record.bytes.find("\"revoked\":true"), std::string::npos);
  EXPECT_EQ(rename("again").error().fault, base::Fault::conflict);
  EXPECT_EQ(revoke(*node, analyst, one, "twice").error().fault, base::Fault::conflict);
}

TEST_F(RecordsTest, HistoryHasVersionsHandlingsConflictsAndActs) {
  file(campaign(1, "old", first_version));
  handling::Handling handling;
  handling.grade = "B2";
  ASSERT_TRUE(set_handling(*node, analyst, one, handling, "first look"));
  handling.grade = "A1";
  ASSERT_TRUE(set_handling(*node, analyst, one, handling, "second source"));
  ASSERT_TRUE(rename("new"));
  file(campaign(1, "contradicting", first_version));
  ASSERT_TRUE(show(*node, analyst, one));

  const auto past = history(*node, analyst, one);
  ASSERT_TRUE(past) << past.error().text();
  ASSERT_EQ(past->versions.size(), 2U);
  EXPECT_EQ(past->versions[0].record.version, first_version);
  ASSERT_EQ(past->versions[0].handling.size(), 2U);
  EXPECT_EQ(past->versions[0].handling[0].content.json, R"({"grade":"B2"})");
  EXPECT_EQ(past->versions[0].handling[1].content.json, R"({"grade":"A1"})");
  ASSERT_EQ(past->versions[1].handling.size(), 1U);
  ASSERT_EQ(past->conflicts.size(), 1U);
  EXPECT_NE(past->conflicts[0].bytes.find("contradicting"), std::string::npos);
  std::vector<std::string> acts;
  for (const auto& entry : past->acts) acts.push_back(entry.act.act);
  EXPECT_EQ(acts,
            (std::vector<std::string>{"publish", "set-handling", "set-handling", "correct", "publish"}));
  EXPECT_FALSE(past->cut);

  const auto seen_by_oversight = history(*node, overseer, one);
  ASSERT_TRUE(seen_by_oversight);
  EXPECT_GT(seen_by_oversight->acts.size(), acts.size()) << "who read it";
}

TEST_F(RecordsTest, AccountsSeeNoHandlingAndNoHistory) {
  file(campaign(1, "old", first_version));
  const auto account = testing::account(node.collection(), true, true);
  EXPECT_EQ(show(*node, account, one).error().fault, base::Fault::forbidden);
  EXPECT_EQ(history(*node, account, one).error().fault, base::Fault::forbidden);
  EXPECT_EQ(list_conflicts(*node, account, "records", "", 10).error().fault, base::Fault::forbidden);
  EXPECT_EQ(set_handling(*node, account, one, {}, "").error().fault, base::Fault::forbidden);
}

TEST_F(RecordsTest, ConflictsAreListedWithTheirContent) {
  file(campaign(1, "old", first_version));
  file(campaign(1, "other", first_version));
  file(campaign(1, "third", first_version));
  const auto conflicts = list_conflicts(*node, analyst, "records", "", 10);
  ASSERT_TRUE(conflicts);
  EXPECT_EQ(conflicts->size(), 2U);
  EXPECT_EQ(list_conflicts(*node, analyst, "records", campaign_id(1), 1)->size(), 1U);
  EXPECT_TRUE(list_conflicts(*node, analyst, "records", campaign_id(2), 10)->empty());
  EXPECT_EQ(show(*node, analyst, one)->conflicts, 2U);
}

TEST_F(RecordsTest, WhatIsErasedIsGone) {
  file("[" + campaign(1, "old", first_version) + "," + campaign(1, "new", second_version) + "," +
       campaign(2, "other", first_version) + "]");
  Erasure erasure;
  erasure.id = campaign_id(1);
  erasure.reason = "court order 12/2026";
  const auto erased = erase(*node, analyst, erasure);
  ASSERT_TRUE(erased) << erased.error().text();
  EXPECT_EQ(erased->versions, 2U);
  EXPECT_EQ(show(*node, analyst, one).error().fault, base::Fault::not_found);
  EXPECT_TRUE(show(*node, analyst, {campaign_id(2), "", ""}));
  EXPECT_EQ(erase(*node, analyst, erasure).error().fault, base::Fault::not_found);
  bool told = false;
  for (const auto& entry : node.entries()) told = told || entry.act.act == "erase";
  EXPECT_TRUE(told) << "the fact stays";
}

TEST_F(RecordsTest, OneVersionCanBeErasedAlone) {
  file("[" + campaign(1, "old", first_version) + "," + campaign(1, "new", second_version) + "]");
  Erasure erasure;
  erasure.id = campaign_id(1);
  erasure.versions = {.first = false, .last = false, .all = false, .exact = {second_version}};
  const auto erased = erase(*node, analyst, erasure);
  ASSERT_TRUE(erased) << erased.error().text();
  EXPECT_EQ(erased->versions, 1U);
  EXPECT_EQ(show(*node, analyst, one)->record.version, first_version);
}

TEST_F(RecordsTest, ErasingTakesReadingAndWriting) {
  file(campaign(1, "old", first_version));
  Erasure erasure;
  erasure.collection = "records";
  erasure.id = campaign_id(1);
  const auto fault = [&](const Actor& actor) { return erase(*node, actor, erasure).error().fault; };
  EXPECT_EQ(fault(testing::account(node.collection(), true, false)), base::Fault::forbidden);
  EXPECT_EQ(fault(testing::account(node.collection(), false, true)), base::Fault::forbidden);
  EXPECT_EQ(fault(testing::account(node.collection(), false, false)), base::Fault::not_found);
  EXPECT_EQ(fault(testing::officer({Role::duty_officer})), base::Fault::forbidden);
  EXPECT_TRUE(erase(*node, testing::account(node.collection(), true, true), erasure));
}

class ReportTest : public RecordsTest {
 protected:
  ReportFiling filing_of(std::string_view text) {
    ReportFiling filing;
    filing.collection = "records";
    filing.text = text;
    filing.notes.lang = "ar";
    filing.notes.source = "a newspaper";
    filing.notes.source_url = "https://news.example/1";
    filing.handling = handling::Handling{};
    filing.handling->grade = "C3";
    filing.handling->tlp = handling::Tlp::green;
    return filing;
  }
};

TEST_F(ReportTest, GivesBackTheExactBytes) {
  const std::string text = "\xef\xbb\xbf\n  اجتماع تنسيقي على الحدود  \r\nالنص\n\n\ttrailing \n";
  const auto filed = file_report(*node, analyst, filing_of(text));
  ASSERT_TRUE(filed) << filed.error().text();
  EXPECT_EQ(filed->name, "اجتماع تنسيقي على الحدود");
  EXPECT_TRUE(filed->artifact_created);
  EXPECT_EQ(filed->sha256, base::to_hex(base::view(base::sha256(text))));
  for (const auto& id : {filed->artifact, filed->report}) {
    const auto bytes = payload(*node, analyst, {id, "", ""});
    ASSERT_TRUE(bytes) << bytes.error().text();
    EXPECT_EQ(bytes->bytes, text);
    EXPECT_EQ(bytes->media_type, "text/plain");
    EXPECT_EQ(bytes->artifact, filed->artifact);
  }
  const auto shown = show(*node, analyst, {filed->report, "", ""});
  EXPECT_EQ(shown->handling->grade, "C3");
  EXPECT_NE(shown->record.bytes.find("\"lang\":\"ar\""), std::string::npos);
  EXPECT_NE(shown->record.bytes.find("grade:C3"), std::string::npos);
}

TEST_F(ReportTest, TheSameTextTwiceIsOneArtifact) {
  const auto first = file_report(*node, analyst, filing_of("the text"));
  const auto second = file_report(*node, analyst, filing_of("the text"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->artifact, second->artifact);
  EXPECT_NE(first->report, second->report);
  EXPECT_FALSE(second->artifact_created);
}

TEST_F(ReportTest, ADryRunKeepsNothing) {
  auto filing = filing_of("the text");
  filing.dry_run = true;
  const auto filed = file_report(*node, analyst, filing);
  ASSERT_TRUE(filed);
  EXPECT_TRUE(filed->artifact_created);
  EXPECT_EQ(payload(*node, analyst, {filed->artifact, "", ""}).error().fault, base::Fault::not_found);
}

TEST_F(ReportTest, RefusesWhatIsNoText) {
  EXPECT_EQ(file_report(*node, analyst, filing_of("")).error().fault, base::Fault::invalid);
  EXPECT_EQ(file_report(*node, analyst, filing_of("\xff\xfe")).error().fault, base::Fault::invalid);
  node->limits.body_bytes = 10;
  EXPECT_EQ(file_report(*node, analyst, filing_of("eleven bytes")).error().fault, base::Fault::too_large);
}

TEST_F(ReportTest, TheSharedReportsComeBackAsTheyWere) {
  const char* shared = std::getenv("TANSIQ_SHARED");  // NOLINT(concurrency-mt-unsafe)
  const std::filesystem::path texts =
      std::filesystem::path(shared != nullptr ? shared : TANSIQ_SOURCE_DIR "/../shared") /
      "data/reports/texts";
  if (!std::filesystem::exists(texts)) GTEST_SKIP() << "no shared data at " << texts;
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(texts)) {
    std::ifstream in(file.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const std::string bytes = text.str();
    const auto filed = file_report(*node, analyst, filing_of(bytes));
    ASSERT_TRUE(filed) << file.path() << ": " << filed.error().text();
    EXPECT_EQ(payload(*node, analyst, {filed->report, "", ""})->bytes, bytes) << file.path();
    ++count;
  }
  EXPECT_GE(count, 5U);
}

TEST_F(RecordsTest, OnlyArtifactsHavePayloads) {
  file(campaign(1, "old", first_version));
  EXPECT_EQ(payload(*node, analyst, one).error().fault, base::Fault::not_found);
}

}  // namespace
}  // namespace tansiq::node::acts

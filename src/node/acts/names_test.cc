#include <chrono>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <thread>

#include "node/acts/decide_lead.h"
#include "node/acts/erase.h"
#include "node/acts/publish.h"
#include "node/acts/search_names.h"
#include "node/acts/set_handling.h"
#include "node/acts/show.h"
#include "node/name_index.h"
#include "node/named.h"
#include "node/test_node.h"

namespace tansiq::node::acts {
namespace {

using testing::officer;
using testing::TestNode;

std::string person_id(int number) {
  return fmt::format("identity--00000000-0000-4000-8000-{:012}", number);
}

NameQuery query_of(const std::string& name) {
  NameQuery query;
  query.name = name;
  return query;
}

/// An invented person.
std::string person(int number, const std::string& name, const std::string& arabic, const std::string& role,
                   const std::string& modified = "2026-04-01T00:00:00.000Z") {
  return fmt::format(
      R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"2026-04-01T00:00:00.000Z","modified":"{}",)"
      R"("name":"{}","identity_class":"individual","extensions":{{)"
      R"("extension-definition--cd1f9071-8c28-4103-a33f-2698c9c0cf47":{{"extension_type":"property-extension",)"
      R"("role":"{}","born":"1980-02-03","names":[{{"name":"{}"}}]}}}}}})",
      person_id(number), modified, name, role, arabic);
}

class Names : public ::testing::Test {
 protected:
  void SetUp() override { start(); }
  void TearDown() override { node_->name_index.reset(); }

  void start() {
    node_->name_index = std::make_unique<NameIndex>(node_->store, node_.folder() + "/names.snapshot");
  }

  void publish(const std::string& object) {
    const auto published =
        acts::publish(*node_, officer({Role::analyst}), {.collection = "records", .content = object});
    ASSERT_TRUE(published) << published.error().text();
    ASSERT_EQ(published->rejected, 0U) << published->rejections.front().problems.front().text();
  }

  std::vector<std::string> found(const std::string& name, const std::string& include_protected = {}) {
    NameSearch search;
    search.query.name = name;
    search.include_protected = include_protected;
    std::vector<std::string> ids;
    const auto result = search_names(*node_, officer({Role::analyst}), search);
    EXPECT_TRUE(result) << result.error().text();
    if (result)
      for (const auto& lead : result->leads) ids.push_back(lead.id);
    return ids;
  }

  /// Waits until `holds` does; what follows the store needs a moment.
  static bool soon(const std::function<bool()>& holds) {
    for (int i = 0; i < 2000; ++i) {
      if (holds()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  std::vector<LeadShown> leads(DuplicateLead::State state = DuplicateLead::State::open) {
    auto listed = list_leads(*node_, officer({Role::analyst}), {.state = state, .limit = 100});
    EXPECT_TRUE(listed) << listed.error().text();
    return listed ? std::move(listed->leads) : std::vector<LeadShown>{};
  }

  TestNode node_;
};

TEST(Named, ReadsNamesBirthAndProtection) {
  const auto record = named("key", "identity", person(1, "Nadir Benkhalil", "نادر بن خليل", "witness"));
  ASSERT_TRUE(record);
  EXPECT_EQ(record->names.size(), 2U);
  EXPECT_EQ(record->subject, names::Subject::person);
  EXPECT_FALSE(record->screened);
  ASSERT_TRUE(record->born);
  EXPECT_FALSE(named("key", "malware", R"({"name":"Some malware"})"));
  EXPECT_FALSE(named("key", "identity", R"({"name":"Gone","revoked":true})"));
  EXPECT_FALSE(named("key", "identity", "broken"));
}

TEST_F(Names, AreFoundInEitherScriptAMomentAfterTheCommit) {
  publish(person(1, "Nadir Benkhalil", "نادر بن خليل", "suspect"));
  EXPECT_TRUE(soon([&] { return found("نادر بن خليل") == std::vector{person_id(1)}; }));
  EXPECT_EQ(found("Nader Ben Khalil"), std::vector{person_id(1)});
  bool journaled = false;
  for (const auto& entry : node_.entries())
    journaled |= entry.act.act == "search" && entry.act.detail.find("Nader Ben Khalil") != std::string::npos;
  EXPECT_TRUE(journaled) << "the searched data stands in the journal";
}

TEST_F(Names, AreNotSearchedWithoutPurpose) {
  auto actor = officer({Role::analyst});
  actor.purpose = {};
  NameSearch search;
  search.query.name = "Nadir";
  EXPECT_EQ(search_names(*node_, actor, search).error().fault, base::Fault::invalid);
}

TEST_F(Names, OfWitnessesAreFoundOnlyWithAReason) {
  publish(person(1, "Samira Toufali", "سميرة طوفالي", "witness"));
  publish(person(2, "Samira Toufali", "سميرة طوفالي", "suspect"));
  EXPECT_TRUE(soon([&] { return !found("Samira Toufali").empty(); }));
  EXPECT_EQ(found("Samira Toufali"), std::vector{person_id(2)});
  EXPECT_EQ(found("Samira Toufali", "her lawyer asked").size(), 2U);
  const auto screened = screen_names(*node_, officer({Role::analyst}), {query_of("Samira Toufali")}, 10, 0.5);
  ASSERT_TRUE(screened);
  ASSERT_TRUE(screened->items.front().leads);
  EXPECT_EQ(screened->items.front().leads->size(), 1U);
}

TEST_F(Names, OfRecordsPastTheirReviewDateAreNotFoundUntilRenewed) {
  const auto handle = [&](std::chrono::hours in) {
    handling::Handling handling;
    handling.review = testing::some_day + in;
    ASSERT_TRUE(set_handling(*node_, officer({Role::analyst}), {person_id(1), "records", ""}, handling, ""));
  };
  publish(person(1, "Yazid Oumlil", "يزيد أومليل", "suspect"));
  publish(person(2, "Yazid Oumlil", "يزيد أومليل", "suspect"));
  handle(std::chrono::hours(24));
  EXPECT_TRUE(soon([&] { return found("Yazid Oumlil").size() == 2; }));
  node_.move_clock(std::chrono::hours(25));
  EXPECT_EQ(found("Yazid Oumlil"), std::vector{person_id(2)});
  const auto screened = screen_names(*node_, officer({Role::analyst}), {query_of("Yazid Oumlil")}, 10, 0.5);
  ASSERT_TRUE(screened);
  EXPECT_EQ(screened->items.front().leads->size(), 1U);
  handle(std::chrono::hours(50));
  EXPECT_EQ(found("Yazid Oumlil").size(), 2U);
}

TEST_F(Names, ThatWereErasedAreGoneFromIndexAndSnapshot) {
  publish(person(1, "Yazid Oumlil", "يزيد أومليل", "suspect"));
  ASSERT_TRUE(soon([&] { return !found("Yazid Oumlil").empty(); }));
  node_->name_index.reset();  // writes its snapshot
  ASSERT_TRUE(std::filesystem::exists(node_.folder() + "/names.snapshot"));
  start();
  ASSERT_TRUE(soon([&] { return node_->name_index->complete(); }));
  EXPECT_EQ(found("Yazid Oumlil").size(), 1U) << "the snapshot brings it back";
  Erasure erasure;
  erasure.id = person_id(1);
  erasure.reason = "court order";
  ASSERT_TRUE(erase(*node_, officer({Role::analyst}), erasure));
  EXPECT_FALSE(std::filesystem::exists(node_.folder() + "/names.snapshot"));
  EXPECT_TRUE(found("Yazid Oumlil").empty());
}

TEST_F(Names, OfOnePersonTwiceBecomeALeadThatAnOfficerDecides) {
  publish(person(1, "Nadir Benkhalil", "نادر بن خليل", "suspect"));
  publish(person(2, "Nadir Ben Khalil", "نادر بن خليل", "contact"));
  ASSERT_TRUE(soon([&] { return leads().size() == 1; }));
  const auto lead = leads().front().lead;
  EXPECT_EQ(lead.left, person_id(1));
  EXPECT_EQ(lead.right, person_id(2));

  LeadDecision decision{.left = lead.right,
                        .right = lead.left,
                        .collection = {},
                        .verdict = LeadDecision::Verdict::distinct,
                        .reason = {}};
  EXPECT_FALSE(decide_lead(*node_, officer({Role::analyst}), decision)) << "a decision needs a reason";
  decision.reason = "another father";
  EXPECT_FALSE(decide_lead(*node_, officer({Role::oversight}), decision)) << "oversight decides nothing";
  const auto decided = decide_lead(*node_, officer({Role::analyst}), decision);
  ASSERT_TRUE(decided) << decided.error().text();
  EXPECT_EQ(decided->state, DuplicateLead::State::distinct);
  EXPECT_FALSE(decided->record.empty());
  EXPECT_TRUE(leads().empty());
  EXPECT_FALSE(decide_lead(*node_, officer({Role::analyst}), decision)) << "it is decided already";

  decision.verdict = LeadDecision::Verdict::undo;
  const auto undone = decide_lead(*node_, officer({Role::analyst}), decision);
  ASSERT_TRUE(undone) << undone.error().text();
  EXPECT_EQ(leads().size(), 1U);
}

TEST_F(Names, ConfirmedAsOnePersonAreShownTogetherUntilThatIsUndone) {
  publish(person(1, "Nadir Benkhalil", "نادر بن خليل", "suspect"));
  publish(person(2, "Nadir Ben Khalil", "نادر بن خليل", "contact"));
  publish(person(3, "Nader Benkhelil", "نادر بن خليل", "contact"));
  ASSERT_TRUE(soon([&] { return leads().size() == 3; }));
  const auto actor = officer({Role::analyst});
  const auto same_as = [&](int number) {
    const auto shown = show(*node_, actor, {.id = person_id(number), .collection = {}, .version = {}});
    EXPECT_TRUE(shown) << shown.error().text();
    return shown ? shown->same_as : std::vector<std::string>{};
  };
  const auto decide = [&](int left, int right, LeadDecision::Verdict verdict) {
    const auto decided = decide_lead(*node_, actor,
                                     {.left = person_id(left),
                                      .right = person_id(right),
                                      .collection = {},
                                      .verdict = verdict,
                                      .reason = "one passport"});
    ASSERT_TRUE(decided) << decided.error().text();
  };
  EXPECT_TRUE(same_as(1).empty());
  decide(2, 1, LeadDecision::Verdict::same);
  decide(2, 3, LeadDecision::Verdict::same);
  EXPECT_EQ(same_as(1), (std::vector{person_id(2), person_id(3)})) << "also through a third record";
  EXPECT_EQ(same_as(3), (std::vector{person_id(1), person_id(2)}));

  NameSearch search;
  search.query.name = "Nadir Benkhalil";
  const auto found = search_names(*node_, actor, search);
  ASSERT_TRUE(found && found->leads.size() == 3);
  for (const auto& lead : found->leads) EXPECT_EQ(lead.same_as.size(), 2U) << lead.id;

  decide(1, 2, LeadDecision::Verdict::undo);
  EXPECT_TRUE(same_as(1).empty());
  EXPECT_EQ(same_as(3), std::vector{person_id(2)});
}

TEST_F(Names, ErasedRecordsLeaveNoLinkBehind) {
  publish(person(1, "Nadir Benkhalil", "نادر بن خليل", "suspect"));
  publish(person(2, "Nadir Ben Khalil", "نادر بن خليل", "contact"));
  const auto actor = officer({Role::analyst});
  ASSERT_TRUE(decide_lead(*node_, actor,
                          {.left = person_id(1),
                           .right = person_id(2),
                           .collection = {},
                           .verdict = LeadDecision::Verdict::same,
                           .reason = "one passport"}));
  Erasure erasure;
  erasure.id = person_id(2);
  erasure.reason = "court order";
  ASSERT_TRUE(erase(*node_, actor, erasure));
  const auto shown = show(*node_, actor, {.id = person_id(1), .collection = {}, .version = {}});
  ASSERT_TRUE(shown) << shown.error().text();
  EXPECT_TRUE(shown->same_as.empty());
}

TEST_F(Names, LeadsOfAnImportAreToldApartFromThoseBefore) {
  publish(person(1, "Nadir Benkhalil", "نادر بن خليل", "suspect"));
  publish(person(2, "Nadir Ben Khalil", "نادر بن خليل", "contact"));
  ASSERT_TRUE(soon([&] { return leads().size() == 1; }));
  const auto published = acts::publish(
      *node_, officer({Role::analyst}),
      {.collection = "records", .content = person(3, "Nader Benkhelil", "نادر بن خليل", "contact")});
  ASSERT_TRUE(published);
  ASSERT_GT(published->act, 0);
  LeadsListed listed;
  EXPECT_TRUE(soon([&] {
    listed = list_leads(*node_, officer({Role::analyst}), {.limit = 100, .since = published->act}).value();
    return listed.complete;
  }));
  EXPECT_EQ(listed.leads.size(), 2U) << "the third with either of the two";
}

TEST_F(Names, RejectedPairsComeBackWhenARecordChanges) {
  publish(person(1, "Nadir Benkhalil", "نادر بن خليل", "suspect"));
  publish(person(2, "Nadir Ben Khalil", "نادر بن خليل", "contact"));
  ASSERT_TRUE(soon([&] { return leads().size() == 1; }));
  ASSERT_TRUE(decide_lead(*node_, officer({Role::analyst}),
                          {.left = person_id(1),
                           .right = person_id(2),
                           .collection = {},
                           .verdict = LeadDecision::Verdict::distinct,
                           .reason = "another father"}));
  publish(person(2, "Nadir Ben Khalil", "نادر بن خليل", "suspect", "2026-04-02T00:00:00.000Z"));
  EXPECT_TRUE(soon([&] { return leads().size() == 1; }));
}

}  // namespace
}  // namespace tansiq::node::acts

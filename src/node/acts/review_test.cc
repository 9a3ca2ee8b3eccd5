// What is past its review date: hidden from every reading, found by whoever renews or erases it.

#include <chrono>
#include <gtest/gtest.h>

#include "node/acts/consult.h"
#include "node/acts/correct.h"
#include "node/acts/erase.h"
#include "node/acts/export_records.h"
#include "node/acts/history.h"
#include "node/acts/list_conflicts.h"
#include "node/acts/publish.h"
#include "node/acts/set_handling.h"
#include "node/acts/show.h"
#include "node/test_node.h"

namespace tansiq::node::acts {
namespace {

using base::Fault;
using testing::campaign;
using testing::campaign_id;
using testing::first_version;

const Actor analyst = testing::officer({Role::analyst});
const Actor duty_officer = testing::officer({Role::duty_officer});

/// Campaign 1 has a review date in a day, campaign 2 has none.
class ReviewTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file(campaign(1, "kept for a day", first_version), testing::some_day + std::chrono::hours(24));
    file(campaign(2, "kept", first_version), std::nullopt);
  }
  void file(const std::string& object, std::optional<Time> review) {
    Publication publication;
    publication.collection = "records";
    publication.content = object;
    publication.handling = handling::Handling{};
    publication.handling->grade = "B2";
    publication.handling->review = review;
    ASSERT_TRUE(publish(*node, analyst, publication));
  }
  void let_it_pass() { node.move_clock(std::chrono::hours(25)); }

  Result<std::vector<std::string>> ids(const Actor& actor, bool past_review = false) {
    std::vector<std::string> seen;
    const auto consulted =
        consult(*node, actor, {"records", {}, "test", past_review}, [&](const store::RecordView& record) {
          seen.emplace_back(record.id);
          return true;
        });
    if (!consulted) return base::fail(consulted);
    return seen;
  }
  std::size_t exported() {
    const ExportPage all{"records", std::nullopt, false, 100};
    const auto page = export_records(*node, analyst, all, [](const store::RecordView&) { return true; });
    EXPECT_TRUE(page);
    return page ? page->count : 0;
  }
  Actor client() { return testing::account(node.collection(), true, true); }

  testing::TestNode node;
  const Which one{campaign_id(1), "records", ""};
};

TEST_F(ReviewTest, BeforeItsDateARecordIsThereAndAfterItIsNot) {
  EXPECT_EQ(ids(client())->size(), 2U);
  EXPECT_EQ(exported(), 2U);
  EXPECT_TRUE(ids(analyst, true)->empty());
  let_it_pass();
  EXPECT_EQ(ids(client()), std::vector{campaign_id(2)});
  EXPECT_EQ(ids(analyst), std::vector{campaign_id(2)});
  EXPECT_EQ(exported(), 1U);
  EXPECT_EQ(ids(analyst, true), std::vector{campaign_id(1)});
  EXPECT_EQ(node.entries().back().act.act, "review");
}

TEST_F(ReviewTest, OnlyWhoMayRenewOrOverseeSeesWhatIsHidden) {
  let_it_pass();
  EXPECT_EQ(ids(duty_officer, true).error().fault, Fault::forbidden);
  EXPECT_EQ(ids(client(), true).error().fault, Fault::forbidden);
  EXPECT_EQ(show(*node, duty_officer, one, PastReview::shown).error().fault, Fault::forbidden);
  EXPECT_TRUE(ids(testing::officer({Role::oversight}), true));
}

TEST_F(ReviewTest, AnOfficerLearnsWhyAndWhatToDo) {
  let_it_pass();
  const auto shown = show(*node, analyst, one);
  ASSERT_FALSE(shown);
  EXPECT_EQ(shown.error().fault, Fault::not_found);
  EXPECT_NE(shown.error().what.find("review date"), std::string::npos);
  EXPECT_NE(shown.error().hint.find("renews"), std::string::npos);
  EXPECT_FALSE(history(*node, analyst, one));
  Correction correction{one, R"({"name":"changed"})", "", ""};
  EXPECT_EQ(correct(*node, analyst, correction).error().fault, Fault::not_found);
  const auto whole = show(*node, analyst, one, PastReview::shown);
  ASSERT_TRUE(whole) << whole.error().text();
  EXPECT_EQ(whole->handling->grade, "B2");
}

TEST_F(ReviewTest, ARenewedRecordIsThereAgain) {
  let_it_pass();
  handling::Handling renewed;
  renewed.grade = "B2";
  renewed.review = testing::some_day + std::chrono::hours(240);
  ASSERT_TRUE(set_handling(*node, analyst, one, renewed, "still needed"));
  EXPECT_EQ(ids(client())->size(), 2U);
  EXPECT_TRUE(ids(analyst, true)->empty());
  EXPECT_TRUE(show(*node, analyst, one));
}

TEST_F(ReviewTest, AClientCannotTellWhatIsHiddenFromWhatNeverWas) {
  let_it_pass();
  const auto asked = [&](const std::string& id) {
    Consultation consultation{"records", {}, "test"};
    consultation.filter.ids = {id};
    return consult(*node, client(), consultation, [](const store::RecordView&) { return true; });
  };
  EXPECT_FALSE(asked(campaign_id(1))->held);
  EXPECT_FALSE(asked(campaign_id(9))->held);
  const auto gone = [&](int number) {
    Erasure erasure;
    erasure.collection = "records";
    erasure.id = campaign_id(number);
    return erase(*node, client(), erasure).error();
  };
  EXPECT_EQ(gone(1).fault, gone(9).fault);
  EXPECT_TRUE(show(*node, analyst, one, PastReview::shown)) << "and it is still held";
}

TEST_F(ReviewTest, WhatContradictsAHiddenVersionIsHiddenToo) {
  file(campaign(1, "told otherwise", first_version), std::nullopt);
  EXPECT_EQ(list_conflicts(*node, analyst, "records", "", 10)->size(), 1U);
  let_it_pass();
  EXPECT_TRUE(list_conflicts(*node, analyst, "records", "", 10)->empty());
  EXPECT_TRUE(list_conflicts(*node, analyst, "records", campaign_id(1), 10)->empty());
}

TEST_F(ReviewTest, AnOfficerErasesWhatIsHidden) {
  let_it_pass();
  Erasure erasure;
  erasure.collection = "records";
  erasure.id = campaign_id(1);
  EXPECT_TRUE(erase(*node, analyst, erasure));
  EXPECT_TRUE(ids(analyst, true)->empty());
}

}  // namespace
}  // namespace tansiq::node::acts

#include <gmock/gmock.h>

#include "node/acts/acknowledge.h"
#include "node/acts/ask_review.h"
#include "node/acts/change_warning.h"
#include "node/acts/erase.h"
#include "node/acts/raise_warning.h"
#include "node/acts/report_outcome.h"
#include "node/acts/see_threads.h"
#include "node/acts/set_handling.h"
#include "node/acts/suspend_partner.h"
#include "node/duty/thread_book.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A warning among nodes: raised, carried, acknowledged, closed.
class WarningsTest : public ::testing::Test {
 protected:
  static Actor duty(const std::string& name = "duty officer") {
    auto actor = officer({Role::duty_officer});
    actor.name = name;
    return actor;
  }
  std::string properties(const std::string& more = {}) {
    return fmt::format(R"({{"name":"Something on the late train","acknowledge_by":"{}"{}}})",
                       base::format_time(rabat_->clock() + std::chrono::hours(1), 3), more);
  }
  SentWork raise(std::vector<std::string> to = {"madrid", "paris"}, const std::string& more = {}) {
    const auto sent = raise_warning(*rabat_, duty(), {{std::move(to), {}}, properties(more)});
    EXPECT_TRUE(sent) << sent.error().text();
    carry_all(cell_);
    return sent ? *sent : SentWork{};
  }
  desk::Thread thread_at(TestService& service, const std::string& root) {
    const auto shown = show_thread(*service, duty(), root, {});
    EXPECT_TRUE(shown) << shown.error().text();
    return shown ? shown->thread : desk::Thread{};
  }
  void acknowledge_at(TestService& service, const std::string& root, const std::string& action = "received") {
    const auto sent =
        acknowledge(*service, duty(), {.warning = root, .action = action, .note = "patrols doubled"});
    ASSERT_TRUE(sent) << sent.error().text();
    carry_all(cell_);
  }
  static std::size_t waiting(TestService& service, desk::Pile pile,
                             const std::string& officer = "duty officer") {
    const auto shown = show_desk(*service, duty(officer), 10, desk::Lang::en);
    EXPECT_TRUE(shown) << shown.error().text();
    return shown ? shown->entries[static_cast<std::size_t>(pile)].size() : 0;
  }

  TestCell cell_;
  TestService& rabat_ = cell_.rabat();
  TestService& paris_ = cell_.paris();
  TestService& madrid_ = cell_.madrid();
};

TEST_F(WarningsTest, ReachesWhomItIsAddressedToAndNobodyElse) {
  const auto sent = raise();
  EXPECT_THAT(sent.outcomes, SizeIs(2));
  EXPECT_EQ(thread_at(rabat_, sent.id).status, "unacknowledged");
  EXPECT_EQ(thread_at(paris_, sent.id).status, "unacknowledged");
  EXPECT_EQ(waiting(paris_, desk::Pile::acknowledge), 1U);
  EXPECT_EQ(waiting(cell_.brussels(), desk::Pile::acknowledge), 0U);
  EXPECT_EQ(show_thread(*cell_.brussels(), duty(), sent.id, {}).error().fault, base::Fault::not_found);
}

TEST_F(WarningsTest, TheNamesOfAddressedMembersAreNotCutFromIt) {
  const auto sent = raise();
  const auto thread = thread_at(paris_, sent.id);
  ASSERT_THAT(thread.parts, SizeIs(2)) << "members of a cell know each other";
  EXPECT_TRUE(thread.partial) << "what madrid answers goes to rabat";
}

TEST_F(WarningsTest, AnAcknowledgementIsSeenByWhoWarned) {
  const auto sent = raise();
  acknowledge_at(paris_, sent.id, "acting");
  const auto thread = thread_at(rabat_, sent.id);
  ASSERT_THAT(thread.parts, SizeIs(2));
  for (const auto& part : thread.parts) {
    const bool is_paris = part.service == exchange::identity_of(paris_.id());
    EXPECT_EQ(part.state, is_paris ? "acting" : "silent");
    EXPECT_EQ(part.held.has_value(), is_paris);
    EXPECT_FALSE(part.late);
  }
  ASSERT_THAT(thread.answers, SizeIs(1));
  EXPECT_EQ(thread.answers.front().text, "patrols doubled");
  EXPECT_EQ(waiting(paris_, desk::Pile::acknowledge), 0U);
  EXPECT_EQ(waiting(madrid_, desk::Pile::acknowledge), 1U);
  // Another node than the asker's does not know when the asker held it, nor what others said.
  EXPECT_EQ(thread_at(madrid_, sent.id).answers.size(), 0U);
}

TEST_F(WarningsTest, SilenceBecomesOverdueWithTime) {
  const auto sent = raise();
  acknowledge_at(paris_, sent.id);
  rabat_.test_node().move_clock(std::chrono::hours(2));
  EXPECT_EQ(thread_at(rabat_, sent.id).status, "overdue");
  EXPECT_EQ(thread_at(rabat_, sent.id).standing, desk::Standing::overdue);
  acknowledge_at(madrid_, sent.id);
  const auto thread = thread_at(rabat_, sent.id);
  EXPECT_EQ(thread.status, "acknowledged");
  for (const auto& part : thread.parts)
    EXPECT_EQ(part.late, part.service == exchange::identity_of(madrid_.id()));
}

TEST_F(WarningsTest, AnUpdateReachesHoldersAndACancellationClosesIt) {
  const auto sent = raise();
  const auto updated = change_warning(
      *rabat_, duty(),
      {.id = sent.id, .changes = R"({"description":"It is the early train."})", .cancel = false});
  ASSERT_TRUE(updated) << updated.error().text();
  carry_all(cell_);
  EXPECT_EQ(base::format_time(thread_at(paris_, sent.id).version, 3), updated->record.version);
  ASSERT_TRUE(change_warning(*rabat_, duty(), {.id = sent.id, .changes = {}, .cancel = true}));
  carry_all(cell_);
  const auto thread = thread_at(paris_, sent.id);
  EXPECT_EQ(thread.standing, desk::Standing::closed);
  EXPECT_EQ(thread.closed_by, "cancelled");
  EXPECT_EQ(acknowledge(*paris_, duty(), {.warning = sent.id}).error().fault, base::Fault::conflict);
}

TEST_F(WarningsTest, AnOutcomeClosesIt) {
  const auto sent = raise();
  acknowledge_at(paris_, sent.id, "acting");
  const auto report = R"({"name":"Two held, nobody hurt","outcome":"prevented"})";
  const auto by_paris =
      report_outcome(*paris_, duty(), {.warning = sent.id, .asker = {}, .properties = report});
  ASSERT_TRUE(by_paris) << by_paris.error().text();
  carry_all(cell_);
  EXPECT_NE(thread_at(rabat_, sent.id).standing, desk::Standing::closed)
      << "it is for who warned to close it";
  const auto by_rabat =
      report_outcome(*rabat_, duty(), {.warning = sent.id, .asker = {}, .properties = report});
  ASSERT_TRUE(by_rabat) << by_rabat.error().text();
  EXPECT_THAT(by_rabat->outcomes, SizeIs(2));
  carry_all(cell_);
  EXPECT_EQ(thread_at(madrid_, sent.id).closed_by, "outcome");
}

TEST_F(WarningsTest, AnAttackNobodyWarnedOfIsReviewed) {
  const auto report = fmt::format(R"({{"name":"A fire at the depot","outcome":"occurred","report_by":"{}"}})",
                                  base::format_time(rabat_->clock() + std::chrono::hours(48), 3));
  const auto asked = ask_review(*rabat_, duty(), {{{"madrid", "paris"}, {}}, report});
  ASSERT_TRUE(asked) << asked.error().text();
  carry_all(cell_);
  EXPECT_EQ(thread_at(paris_, asked->id).kind, &desk::review);
  EXPECT_EQ(waiting(paris_, desk::Pile::answer), 1U);
  EXPECT_EQ(waiting(paris_, desk::Pile::acknowledge), 0U);
  const auto held = R"({"name":"One sighting, not linked then","outcome":"occurred"})";
  const auto answered =
      report_outcome(*paris_, duty(), {.warning = asked->id, .asker = {}, .properties = held});
  ASSERT_TRUE(answered) << answered.error().text();
  carry_all(cell_);
  EXPECT_EQ(waiting(paris_, desk::Pile::answer), 0U);
  const auto thread = thread_at(rabat_, asked->id);
  ASSERT_THAT(thread.owed, SizeIs(1));
  EXPECT_EQ(thread.owed.front().by, exchange::identity_of(madrid_.id()));
  ASSERT_TRUE(report_outcome(*madrid_, duty(), {.warning = asked->id, .asker = {}, .properties = held}));
  carry_all(cell_);
  EXPECT_EQ(thread_at(rabat_, asked->id).closed_by, "complete");
  EXPECT_EQ(
      report_outcome(*rabat_, duty(), {.warning = asked->id, .asker = {}, .properties = held}).error().fault,
      base::Fault::forbidden);
  EXPECT_EQ(acknowledge(*paris_, duty(), {.warning = asked->id}).error().fault, base::Fault::invalid);
  EXPECT_EQ(
      ask_review(*rabat_, duty(),
                 {{{"paris"}, {}}, R"({"name":"x","outcome":"occurred","report_by":"2001-01-01T00:00:00Z"})"})
          .error()
          .fault,
      base::Fault::invalid);
}

TEST_F(WarningsTest, ReadIsNotAcknowledged) {
  const auto sent = raise();
  thread_at(paris_, sent.id);
  EXPECT_EQ(waiting(paris_, desk::Pile::acknowledge), 1U);
  acknowledge_at(paris_, sent.id);
  // What this service said itself its other officers have still to read.
  EXPECT_EQ(waiting(paris_, desk::Pile::know, "next"), 1U);
  const auto cleared = clear_desk(*paris_, duty("next"));
  ASSERT_TRUE(cleared) << cleared.error().text();
  EXPECT_EQ(*cleared, 1U);
  EXPECT_EQ(waiting(paris_, desk::Pile::know, "next"), 0U);
  paris_->threads->forget();
  EXPECT_EQ(waiting(paris_, desk::Pile::know, "next"), 0U) << "what was read is kept";
}

TEST_F(WarningsTest, AnExerciseIsMarkedAndCountsForNothingReal) {
  const auto sent = raise({"paris"}, R"(,"status":"exercise")");
  EXPECT_EQ(thread_at(paris_, sent.id).nature, desk::Nature::exercise);
  acknowledge_at(paris_, sent.id);
  EXPECT_EQ(thread_at(rabat_, sent.id).status, "acknowledged");
  const auto shown = show_desk(*paris_, duty("next"), 10, desk::Lang::en);
  ASSERT_TRUE(shown);
  for (const auto& pile : shown->tallies) EXPECT_EQ(pile[0].count, 0U);
  EXPECT_THAT(shown->summary.front(), HasSubstr("EXERCISE"));
}

TEST_F(WarningsTest, ToAllOrToNobody) {
  ASSERT_TRUE(suspend_partner(*rabat_, officer({Role::releasing_officer}), "madrid", "a test"));
  const auto sent = raise_warning(*rabat_, duty(), {{{"madrid", "paris"}, {}}, properties()});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().fault, base::Fault::forbidden);
  EXPECT_THAT(sent.error().what, HasSubstr("madrid"));
  carry_all(cell_);
  EXPECT_THAT(held_at(paris_), IsEmpty());
  EXPECT_THAT(list_threads(*rabat_, duty(), {})->threads, IsEmpty()) << "nothing was filed";
}

TEST_F(WarningsTest, SaysWhatIsWrong) {
  const auto fault = [&](const std::string& text, std::vector<std::string> to) {
    const auto sent = raise_warning(*rabat_, duty(), {{std::move(to), {}}, text});
    return sent ? base::Fault::internal : sent.error().fault;
  };
  EXPECT_EQ(fault("[]", {"paris"}), base::Fault::invalid);
  EXPECT_EQ(fault(R"({"name":"x"})", {"paris"}), base::Fault::invalid) << "by when?";
  EXPECT_EQ(fault(R"({"name":"x","acknowledge_by":"2001-01-01T00:00:00Z"})", {"paris"}),
            base::Fault::invalid);
  EXPECT_EQ(fault(properties(R"(,"id":"threat-warning--x")"), {"paris"}), base::Fault::invalid);
  EXPECT_EQ(fault(properties(R"(,"severity":"huge")"), {"paris"}), base::Fault::invalid);
  EXPECT_EQ(fault(properties(), {"lyon"}), base::Fault::not_found);
  EXPECT_EQ(fault(properties(), {}), base::Fault::invalid);
  const auto sent = raise({"paris"});
  EXPECT_EQ(acknowledge(*paris_, duty(), {.warning = sent.id, .action = "maybe"}).error().fault,
            base::Fault::invalid);
  EXPECT_EQ(acknowledge(*rabat_, duty(), {.warning = sent.id}).error().fault, base::Fault::forbidden)
      << "who warns does not answer itself";
  EXPECT_EQ(change_warning(*paris_, duty(), {.id = sent.id, .changes = {}, .cancel = true}).error().fault,
            base::Fault::not_found)
      << "nobody edits another's warning";
  EXPECT_EQ(raise_warning(*rabat_, officer({Role::analyst}), {{{"paris"}, {}}, properties()}).error().fault,
            base::Fault::forbidden);
}

TEST_F(WarningsTest, WhatWasErasedIsNoThread) {
  const auto sent = raise();
  Erasure erasure;
  erasure.id = sent.id;
  erasure.reason = "it should never have been said";
  ASSERT_TRUE(erase(*rabat_, releasing(), erasure));
  carry_all(cell_);
  EXPECT_EQ(show_thread(*rabat_, duty(), sent.id, {}).error().fault, base::Fault::not_found);
  EXPECT_EQ(show_thread(*paris_, duty(), sent.id, {}).error().fault, base::Fault::not_found);
}

TEST_F(WarningsTest, WhatIsPastItsReviewDateIsInNoThread) {
  const auto sent = raise();
  auto handling = handling_for({"madrid", "paris"});
  handling.review = rabat_->clock() + std::chrono::hours(1);
  ASSERT_TRUE(set_handling(*rabat_, releasing(), {sent.id, {}, {}}, handling, ""));
  EXPECT_TRUE(show_thread(*rabat_, duty(), sent.id, {}));
  rabat_.test_node().move_clock(std::chrono::hours(2));
  EXPECT_EQ(show_thread(*rabat_, duty(), sent.id, {}).error().fault, base::Fault::not_found);
  EXPECT_EQ(waiting(rabat_, desk::Pile::acknowledge), 0U);
  handling.review = rabat_->clock() + std::chrono::hours(100);
  ASSERT_TRUE(set_handling(*rabat_, releasing(), {sent.id, {}, {}}, handling, ""));
  EXPECT_TRUE(show_thread(*rabat_, duty(), sent.id, {})) << "renewed, it is there again";
}

}  // namespace
}  // namespace tansiq::node::acts

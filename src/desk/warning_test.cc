// What becomes of a warning: each rule of its fold by the smallest history that shows it.

#include <gtest/gtest.h>

#include "desk/desk_test_support.h"
#include "stix/stix.h"

namespace tansiq::desk {
namespace {

/// "madrid acknowledge +60m, ..." with ! where it is overdue.
std::string owed_in(const Thread& thread) {
  std::string text;
  for (const Owed& owed : thread.owed) {
    const auto minutes =
        owed.due ? std::chrono::duration_cast<std::chrono::minutes>(*owed.due - at(0)).count() : -1;
    text += fmt::format("{}{} {} {}{}", text.empty() ? "" : ", ",
                        owed.by == rabat    ? "rabat"
                        : owed.by == madrid ? "madrid"
                                            : "paris",
                        owed.what, minutes, owed.overdue ? "!" : "");
  }
  return text;
}

const Part& part(const Thread& thread, const Service& service) {
  for (const Part& each : thread.parts)
    if (each.service == service) return each;
  throw std::logic_error("no such part");
}

TEST(Warning, TheObjectsOfTheTestsAreValid) {
  stix::Reader reader;
  for (const std::string& text :
       {WarningObject{}.text(), AcknowledgementObject{}.text(), OutcomeObject{}.text(),
        WarningObject{.more = fmt::format(R"("supersedes_refs":["{}"],)", id("threat-warning", 2))}.text(),
        OutcomeObject{.on = fmt::format(R"("report_on":"attack","addressed_refs":["{}"],)", madrid),
        .asker = ""}
            .text()}) {
    const auto object = reader.read_object(text);
    ASSERT_TRUE(object) << object.error().text() << text;
    EXPECT_TRUE(object->warnings.empty()) << object->warnings[0].text() << text;
  }
}

TEST(Warning, FromSilenceToActing) {
  History history;
  history.add(WarningObject{}.text(), rabat);
  Thread thread = history.thread(at(5));
  EXPECT_EQ(thread.status, "unacknowledged");
  EXPECT_EQ(thread.standing, Standing::open);
  EXPECT_EQ(owed_in(thread), "madrid acknowledge 60, paris acknowledge 60");
  EXPECT_EQ(thread.changes_at, just_after(at(60)));

  history.add(AcknowledgementObject{}.text(), madrid, at(11));
  thread = history.thread(at(12));
  EXPECT_EQ(thread.status, "unacknowledged");
  EXPECT_EQ(part(thread, madrid).state, "received");
  EXPECT_EQ(part(thread, madrid).officer, "officer 1");
  EXPECT_EQ(owed_in(thread), "paris acknowledge 60");

  history.add(AcknowledgementObject{.number = 2, .service = paris}.text(), paris, at(13));
  EXPECT_EQ(history.thread(at(14)).status, "acknowledged");
  EXPECT_EQ(history.thread(at(14)).changes_at, std::nullopt);
  history.add(
      AcknowledgementObject{.number = 3, .service = paris, .modified = at(15), .action = "acting"}.text(),
      paris, at(16));
  thread = history.thread(at(17));
  EXPECT_EQ(thread.status, "acting");
  EXPECT_EQ(thread.answers.size(), 3U);
  EXPECT_EQ(thread.answers[1].verdict, Verdict::replaced);
}

TEST(Warning, SilenceIsOverdueAndTheAskerMustFollowUp) {
  History history;
  history.add(WarningObject{}.text(), rabat);
  EXPECT_EQ(history.thread(at(60)).status, "unacknowledged");  // in time to the end
  const Thread thread = history.thread(just_after(at(60)));
  EXPECT_EQ(thread.status, "overdue");
  EXPECT_EQ(thread.standing, Standing::overdue);
  EXPECT_EQ(owed_in(thread), "madrid acknowledge 60!, rabat follow-up 60!, paris acknowledge 60!");
}

TEST(Warning, LateIsSaidForGoodAndNeverGuessed) {
  History history;
  history.add(WarningObject{.addressed = {madrid}}.text(), rabat);
  history.add(AcknowledgementObject{.modified = at(50)}.text(), madrid, at(61));
  EXPECT_EQ(history.thread(at(62)).status, "acknowledged");
  EXPECT_TRUE(part(history.thread(at(62)), madrid).late);
  // A further word does not make the first one earlier.
  history.add(AcknowledgementObject{.number = 2, .modified = at(70), .action = "acting"}.text(), madrid,
              at(71));
  EXPECT_TRUE(part(history.thread(at(80)), madrid).late);
  // Nobody knows when this one came, so nobody says that it was late.
  history.add(AcknowledgementObject{.number = 3, .modified = at(40)}.text(), madrid);
  EXPECT_FALSE(part(history.thread(at(80)), madrid).late);
  // The same object again, with the asker's word about when it came.
  history.add(AcknowledgementObject{.number = 3, .modified = at(40)}.text(), madrid, at(41));
  EXPECT_FALSE(part(history.thread(at(80)), madrid).late);
  EXPECT_EQ(part(history.thread(at(80)), madrid).held, at(41));
  EXPECT_EQ(history.thread(at(80)).answers.size(), 3U);
}

TEST(Warning, WhatDoesNotCountIsShownAndChangesNothing) {
  History history;
  history.add(WarningObject{.addressed = {madrid}}.text(), rabat);
  history.add(AcknowledgementObject{.number = 1, .service = brussels}.text(), brussels, at(2));  // not asked
  history.add(AcknowledgementObject{.number = 2, .service = madrid}.text(), brussels, at(3));  // for another
  history.add(AcknowledgementObject{.number = 3, .status = "exercise"}.text(), madrid, at(4));
  history.add(AcknowledgementObject{.number = 4, .revoked = true}.text(), madrid, at(5));
  const Thread thread = history.thread(at(6));
  EXPECT_EQ(thread.status, "unacknowledged");
  EXPECT_EQ(owed_in(thread), "madrid acknowledge 60");
  ASSERT_EQ(thread.answers.size(), 4U);
  EXPECT_EQ(thread.answers[0].verdict, Verdict::not_asked);
  EXPECT_EQ(thread.answers[1].verdict, Verdict::not_its_own);
  EXPECT_EQ(thread.answers[2].verdict, Verdict::other_nature);
  EXPECT_EQ(thread.answers[3].verdict, Verdict::taken_back);
  EXPECT_EQ(thread.remarks, std::vector{Remark::answered_otherwise});
}

TEST(Warning, AnAnswerIsTakenBackByItsNewestVersion) {
  History history;
  history.add(WarningObject{.addressed = {madrid}}.text(), rabat);
  history.add(AcknowledgementObject{}.text(), madrid, at(11));
  EXPECT_EQ(history.thread(at(12)).status, "acknowledged");
  history.add(AcknowledgementObject{.modified = at(20), .revoked = true}.text(), madrid, at(21));
  EXPECT_EQ(history.thread(at(22)).status, "unacknowledged");
  EXPECT_EQ(history.thread(at(22)).answers.size(), 1U);
}

TEST(Warning, OfTwoWordsAtOneTimeTheLessReassuringCounts) {
  for (const bool first : {true, false}) {
    History history;
    history.add(WarningObject{.addressed = {madrid}}.text(), rabat);
    history.add(AcknowledgementObject{.number = 1, .action = first ? "acting" : "declined"}.text(), madrid);
    history.add(AcknowledgementObject{.number = 2, .action = first ? "declined" : "acting"}.text(), madrid);
    const Thread thread = history.thread(at(20));
    EXPECT_EQ(part(thread, madrid).state, "declined");
    EXPECT_EQ(thread.remarks, std::vector{Remark::answers_differ});
  }
}

TEST(Warning, AnUpdateMayAskAnew) {
  History history;
  history.add(WarningObject{.addressed = {madrid}}.text(), rabat);
  history.add(AcknowledgementObject{}.text(), madrid, at(11));
  // A correction asks nothing.
  history.add(WarningObject{.modified = at(20), .message = "update", .addressed = {madrid}}.text(), rabat);
  EXPECT_EQ(history.thread(at(21)).status, "acknowledged");
  // Another place: everybody must say that they know.
  const std::string since = fmt::format(R"("acknowledge_since":"{}",)", stamp(at(30)));
  history.add(WarningObject{.modified = at(30),
                            .message = "update",
                            .addressed = {madrid},
                            .acknowledge_by = at(90),
                            .more = since}
                  .text(),
              rabat);
  Thread thread = history.thread(at(31));
  EXPECT_EQ(thread.status, "unacknowledged");
  EXPECT_TRUE(part(thread, madrid).anew);
  EXPECT_EQ(thread.answers[0].verdict, Verdict::earlier_version);
  EXPECT_EQ(owed_in(thread), "madrid acknowledge 90");
  // A later correction keeps what the update asked, even where the update itself was missed.
  History missed;
  missed.add(
      WarningObject{.modified = at(40), .message = "update", .addressed = {madrid}, .more = since}.text(),
      rabat);
  missed.add(AcknowledgementObject{}.text(), madrid, at(11));
  EXPECT_EQ(missed.thread(at(41)).status, "unacknowledged");
  history.add(AcknowledgementObject{.number = 2, .modified = at(35), .warning_modified = at(30)}.text(),
              madrid, at(36));
  thread = history.thread(at(37));
  EXPECT_EQ(thread.status, "acknowledged");
  EXPECT_FALSE(part(thread, madrid).anew);
}

TEST(Warning, CancelledSupersededExpiredOrReportedItIsClosed) {
  History history;
  history.add(WarningObject{.more = fmt::format(R"("expires":"{}",)", stamp(at(120)))}.text(), rabat);
  EXPECT_EQ(history.thread(at(10)).changes_at, just_after(at(60)));
  EXPECT_EQ(history.thread(at(70)).changes_at, just_after(at(120)));
  Thread thread = history.thread(at(121));
  EXPECT_EQ(thread.closed_by, "expired");
  EXPECT_EQ(owed_in(thread), "rabat outcome -1");  // what came of it is still to be told

  History cancelled = [] {
    History made;
    made.add(WarningObject{}.text(), rabat);
    return made;
  }();
  cancelled.add(WarningObject{.modified = at(5), .message = "cancel"}.text(), rabat);
  EXPECT_EQ(cancelled.thread(at(6)).closed_by, "cancelled");
  EXPECT_EQ(cancelled.thread(at(6)).owed.size(), 0U);

  History superseded;
  superseded.add(WarningObject{}.text(), rabat);
  const std::string supersedes = fmt::format(R"("supersedes_refs":["{}"],)", id("threat-warning", 1));
  superseded.add(WarningObject{.number = 2, .created = at(5), .modified = at(5), .more = supersedes}.text(),
                 madrid);
  EXPECT_EQ(superseded.thread(at(6)).closed_by, "");  // nobody supersedes another's
  superseded.add(
      WarningObject{
          .number = 3, .created = at(5), .modified = at(5), .status = "exercise", .more = supersedes}
          .text(),
      rabat);
  EXPECT_EQ(superseded.thread(at(6)).closed_by, "");  // an exercise supersedes nothing real
  superseded.add(WarningObject{.number = 4, .created = at(0), .modified = at(9), .more = supersedes}.text(),
                 rabat);
  EXPECT_EQ(superseded.thread(at(10)).closed_by,
            "");  // not by what was made no later: two cannot close each other
  superseded.add(WarningObject{.number = 5, .created = at(8), .modified = at(8), .more = supersedes}.text(),
                 rabat);
  EXPECT_EQ(superseded.thread(at(10)).closed_by, "superseded");
  EXPECT_EQ(superseded.thread(at(10)).successor, id("threat-warning", 5));

  History reported;
  reported.add(WarningObject{}.text(), rabat);
  reported.add(OutcomeObject{.number = 1, .service = brussels}.text(), brussels);
  EXPECT_EQ(reported.thread(at(21)).closed_by, "");
  reported.add(OutcomeObject{.number = 2, .service = madrid}.text(), madrid, at(20));
  thread = reported.thread(at(21));
  EXPECT_EQ(thread.closed_by, "");
  EXPECT_EQ(part(thread, madrid).state, "reported");
  reported.add(OutcomeObject{.number = 3, .status = "exercise"}.text(), rabat);
  EXPECT_EQ(reported.thread(at(21)).closed_by, "");
  reported.add(OutcomeObject{.number = 4}.text(), rabat);
  thread = reported.thread(at(21));
  EXPECT_EQ(thread.closed_by, "outcome");
  EXPECT_EQ(thread.status, "closed");
  reported.add(OutcomeObject{.number = 4, .modified = at(25), .revoked = true}.text(), rabat);
  EXPECT_EQ(reported.thread(at(26)).closed_by, "");  // taken back
}

TEST(Warning, AReportMayBeAskedFor) {
  History history;
  history.add(WarningObject{.more = fmt::format(R"("report_by":"{}",)", stamp(at(100)))}.text(), rabat);
  history.add(AcknowledgementObject{}.text(), madrid, at(11));
  history.add(AcknowledgementObject{.number = 2, .service = paris, .action = "declined"}.text(), paris,
              at(12));
  EXPECT_EQ(owed_in(history.thread(at(20))), "madrid report 100");
  EXPECT_EQ(history.thread(at(101)).standing, Standing::overdue);
  EXPECT_EQ(history.thread(at(101)).status, "acknowledged");
  history.add(OutcomeObject{.service = madrid}.text(), madrid, at(102));
  EXPECT_EQ(owed_in(history.thread(at(103))), "");
}

TEST(Warning, TheSameIdOfAnotherServiceIsAnotherThread) {
  History history;
  history.add(WarningObject{.addressed = {madrid}}.text(), rabat);
  history.add(WarningObject{.addressed = {madrid}}.text(), brussels);
  history.add(AcknowledgementObject{.asker = brussels}.text(), madrid, at(11));
  EXPECT_EQ(history.thread(at(12)).status, "unacknowledged");
  EXPECT_EQ(fold(history.filed(), at(12)).at({brussels, id("threat-warning", 1)}).status, "acknowledged");
}

TEST(Warning, AnAnswerThatNamesARootOfAnotherKindBelongsNowhere) {
  History history;
  history.add(WarningObject{.addressed = {madrid}}.text(), rabat);
  history.add(OutcomeObject{.service = madrid,
                            .on = fmt::format(R"("report_on":"review","review_of_ref":"{}",)",
                                              id("threat-warning", 1))}
                  .text(),
              madrid, at(5));
  std::string wrong = AcknowledgementObject{}.text();
  const std::string root = id("threat-warning", 1);
  wrong.replace(wrong.find(root), root.size(), id("outcome-report", 1));
  history.add(wrong, madrid, at(5));
  history.add(OutcomeObject{.on = R"("report_on":"attack",)", .asker = ""}.text(), rabat);
  EXPECT_EQ(history.thread(at(6)).answers.size(), 0U);
  EXPECT_EQ(fold(history.filed(), at(6)).at({rabat, id("outcome-report", 1)}).answers.size(), 0U);
}

TEST(Warning, AChangeOfNatureIsRemarkedAndAsksAnew) {
  History history;
  history.add(WarningObject{.status = "exercise", .addressed = {madrid}}.text(), rabat);
  history.add(AcknowledgementObject{.status = "exercise"}.text(), madrid, at(11));
  EXPECT_EQ(history.thread(at(12)).nature, Nature::exercise);
  EXPECT_EQ(history.thread(at(12)).status, "acknowledged");
  history.add(WarningObject{.modified = at(20), .addressed = {madrid}}.text(), rabat);
  const Thread thread = history.thread(at(21));
  EXPECT_EQ(thread.nature, Nature::actual);
  EXPECT_EQ(thread.status, "unacknowledged");
  EXPECT_EQ(thread.remarks, (std::vector{Remark::nature_changed, Remark::answered_otherwise}));
}

TEST(Warning, WhoIsNotTheAskerSeesAPartialViewWhetherOrNotThereIsMore) {
  History history;
  history.add(WarningObject{}.text(), rabat);
  const Thread all = history.thread(at(61));
  EXPECT_EQ(as_seen_by(all, rabat), all);
  const Thread madrids = as_seen_by(all, madrid);
  EXPECT_TRUE(madrids.partial);
  EXPECT_EQ(part(madrids, paris).state, unseen);
  EXPECT_EQ(part(madrids, madrid).state, silent);
  EXPECT_EQ(madrids.status, "overdue");
  EXPECT_EQ(owed_in(madrids), "madrid acknowledge 60!");
  const Thread foreign = as_seen_by(all, brussels);
  EXPECT_EQ(foreign.status, "sent");
  EXPECT_EQ(foreign.standing, Standing::open);
  EXPECT_EQ(foreign.owed.size(), 0U);
  // Madrid has answered; what Paris did is still not for it to know.
  history.add(AcknowledgementObject{}.text(), madrid, at(11));
  EXPECT_EQ(as_seen_by(history.thread(at(61)), madrid).status, "acknowledged");
  EXPECT_TRUE(as_seen_by(history.thread(at(61)), madrid).partial);
  history.add(OutcomeObject{}.text(), rabat);
  EXPECT_FALSE(as_seen_by(history.thread(at(61)), madrid).partial);
}

TEST(Review, AsksWhatEachServiceHeld) {
  const std::string begins = fmt::format(
      R"("report_on":"attack","addressed_refs":["{}","{}"],"report_by":"{}",)", madrid, paris, stamp(at(60)));
  const std::string answers =
      fmt::format(R"("report_on":"review","review_of_ref":"{}",)", id("outcome-report", 1));
  const ThreadKey key{rabat, id("outcome-report", 1)};
  History history;
  history.add(OutcomeObject{.on = begins, .asker = ""}.text(), rabat);
  EXPECT_EQ(fold(history.filed(), at(30)).at(key).status, "open");
  EXPECT_EQ(fold(history.filed(), at(61)).at(key).status, "overdue");
  history.add(OutcomeObject{.number = 2, .service = madrid, .on = answers}.text(), madrid, at(31));
  history.add(OutcomeObject{.number = 3, .service = brussels, .on = answers}.text(), brussels, at(31));
  Thread thread = fold(history.filed(), at(32)).at(key);
  EXPECT_EQ(owed_in(thread), "paris report 60");
  EXPECT_EQ(thread.answers[1].verdict, Verdict::not_asked);
  history.add(OutcomeObject{.number = 4, .service = paris, .on = answers}.text(), paris, at(70));
  thread = fold(history.filed(), at(71)).at(key);
  EXPECT_EQ(thread.status, "complete");
  EXPECT_TRUE(part(thread, paris).late);
  // Whether everybody answered is the asker's to know.
  EXPECT_EQ(as_seen_by(thread, madrid).status, "open");
  EXPECT_TRUE(as_seen_by(thread, madrid).partial);
}

}  // namespace
}  // namespace tansiq::desk

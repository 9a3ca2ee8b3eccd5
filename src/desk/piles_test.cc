#include "desk/piles.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "desk/desk_test_support.h"
#include "desk/line.h"

namespace tansiq::desk {
namespace {

std::string name(const Service& service) {
  return service == rabat ? "Rabat" : service == madrid ? "Madrid" : service == paris ? "Paris" : "Brussels";
}

std::string roots(const std::vector<DeskEntry>& entries) {
  std::string text;
  for (const DeskEntry& entry : entries) text += (text.empty() ? "" : " ") + entry.key.root.substr(50);
  return text;
}

/// Everything that a history makes, on the desk of a service.
Desk desk_of(const History& history, const Service& me, Time now) {
  Desk desk(me);
  for (const auto& [key, thread] : fold(history.filed(), now)) desk.put(thread);
  return desk;
}

TEST(Desk, WhatBreaksFirstStandsFirstAndExercisesBehind) {
  History history;
  history.add(WarningObject{.number = 11, .acknowledge_by = at(90)}.text(), rabat);
  history.add(WarningObject{.number = 12, .acknowledge_by = at(30)}.text(), rabat);
  history.add(
      WarningObject{.number = 13, .acknowledge_by = at(90), .more = R"("severity":"extreme",)"}.text(),
      rabat);
  history.add(WarningObject{.number = 14, .status = "exercise", .acknowledge_by = at(5)}.text(), rabat);
  history.add(WarningObject{.number = 15, .addressed = {paris}}.text(), rabat);  // concerns Madrid in nothing
  const Desk desk = desk_of(history, madrid, at(40));
  EXPECT_EQ(roots(desk.page(Pile::acknowledge, 0, 10)), "12 13 11 14");
  EXPECT_EQ(roots(desk.page(Pile::acknowledge, 1, 2)), "13 11");
  EXPECT_EQ(roots(desk.page(Pile::acknowledge, 3, 10)), "14");
  EXPECT_EQ(roots(desk.page(Pile::acknowledge, 9, 10)), "");
  EXPECT_EQ(roots(desk.page(Pile::know, 0, 10)), "15");
  EXPECT_EQ(desk.tally(Pile::acknowledge, Nature::actual), (Tally{3, 1, 3, at(30)}));
  EXPECT_EQ(desk.tally(Pile::acknowledge, Nature::exercise), (Tally{1, 1, 1, at(5)}));
  EXPECT_EQ(summary(desk, Lang::en),
            (std::vector<std::string>{
                "To acknowledge: 3 · first: 2026-05-01 10:30Z · overdue: 1 · unread: 3", "To know: 1",
                "EXERCISE EXERCISE | To acknowledge: 1 · first: 2026-05-01 10:05Z · overdue: 1 · unread: 1 | "
                "EXERCISE EXERCISE"}));
}

TEST(Desk, ReadIsNotAcknowledged) {
  History history;
  history.add(WarningObject{}.text(), rabat);
  Desk desk = desk_of(history, madrid, at(1));
  const auto first = desk.page(Pile::acknowledge, 0, 1).at(0);
  EXPECT_TRUE(first.unread);
  desk.read(first.key, first.mark);
  EXPECT_FALSE(desk.page(Pile::acknowledge, 0, 1).at(0).unread);

  history.add(AcknowledgementObject{}.text(), madrid, at(11));
  desk.put(history.thread(at(12)));
  EXPECT_TRUE(desk.page(Pile::acknowledge, 0, 9).empty());
  // That it was acknowledged is news for whoever read it before.
  auto known = desk.page(Pile::know, 0, 9);
  ASSERT_EQ(known.size(), 1U);
  desk.read(known[0].key, known[0].mark);
  EXPECT_TRUE(desk.page(Pile::know, 0, 9).empty());
  history.add(WarningObject{.modified = at(20), .message = "cancel"}.text(), rabat);
  desk.put(history.thread(at(21)));
  EXPECT_EQ(desk.page(Pile::know, 0, 9).size(), 1U);
  desk.read_everything();
  EXPECT_EQ(summary(desk, Lang::en), std::vector<std::string>{"Nothing waits"});
  desk.remove(known[0].key);
  desk.remove(known[0].key);
}

TEST(Desk, TheSenderSeesWhomToReach) {
  History history;
  history.add(WarningObject{}.text(), rabat);
  EXPECT_EQ(desk_of(history, rabat, at(59)).tally(Pile::answer, Nature::actual).count, 0U);
  const Desk desk = desk_of(history, rabat, at(61));
  const auto page = desk.page(Pile::answer, 0, 9);
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].what, "follow-up");
  EXPECT_EQ(line(page[0], Lang::en, name),
            "«Something is coming» · overdue · reach the services that are silent · overdue since 2026-05-01 "
            "11:00Z · "
            "from: Rabat");
}

TEST(Desk, ThreeHundredThingsAreThreeLines) {
  History history;
  for (int i = 0; i < 300; ++i)
    history.add(WarningObject{.number = 100 + i, .acknowledge_by = at(60 + i)}.text(),
                i % 2 == 0 ? rabat : paris);
  const Desk desk = desk_of(history, madrid, at(1));
  EXPECT_EQ(summary(desk, Lang::en).size(), 1U);
  const auto groups = desk.groups(Pile::acknowledge);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].asker, rabat);
  EXPECT_EQ(groups[0].count, 150U);
  EXPECT_EQ(groups[0].first.due, at(60));
}

TEST(Desk, KeptUpToDateItIsTheSameAsMadeAnew) {
  std::mt19937_64 random(3);
  History history;
  std::vector<Thread> versions;
  for (int i = 0; i < 60; ++i) {
    History one;
    one.add(WarningObject{.number = 10 + i % 20,
                          .status = i % 3 == 0 ? "exercise" : "actual",
                          .acknowledge_by = at(static_cast<int>(random() % 90))}
                .text(),
            rabat);
    if (i % 2 == 0)
      one.add(
          AcknowledgementObject{.status = i % 3 == 0 ? "exercise" : "actual", .warning = 10 + i % 20}.text(),
          madrid);
    for (auto& [key, thread] : fold(one.filed(), at(static_cast<int>(random() % 90))))
      versions.push_back(thread);
  }
  Desk kept(madrid);
  std::map<ThreadKey, Thread> last;
  std::map<ThreadKey, std::uint64_t> read;
  for (int round = 0; round < 2000; ++round) {
    const Thread& thread = versions[random() % versions.size()];
    const auto choice = random() % 10;
    if (choice == 0) {
      kept.remove(thread.key);
      last.erase(thread.key);
      read.erase(thread.key);
    } else if (choice < 3 && last.contains(thread.key)) {
      read[thread.key] = mark_of(as_seen_by(thread, madrid));
      kept.read(thread.key, read[thread.key]);
    } else {
      kept.put(thread);
      last[thread.key] = thread;
    }
    if (round % 50 != 0) continue;
    Desk anew(madrid);
    for (const auto& [key, each] : last) anew.put(each);
    for (const auto& [key, mark] : read) anew.read(key, mark);
    for (const Pile pile : {Pile::acknowledge, Pile::answer, Pile::know}) {
      ASSERT_EQ(kept.page(pile, 0, 1000), anew.page(pile, 0, 1000));
      for (const Nature nature : {Nature::actual, Nature::exercise, Nature::test})
        ASSERT_EQ(kept.tally(pile, nature), anew.tally(pile, nature));
    }
  }
}

}  // namespace
}  // namespace tansiq::desk

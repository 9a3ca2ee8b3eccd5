#include "desk/shift.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "desk/desk_test_support.h"

namespace tansiq::desk {
namespace {

using Kind = ShiftChange::Kind;

ShiftChange change(Kind kind, int minutes, std::string from, std::string to) {
  return {kind, rabat, "duty desk", at(minutes), std::move(from), std::move(to), {}, {}};
}

ShiftChange full() {
  History history;
  history.add(WarningObject{}.text(), rabat);
  ShiftChange full = change(Kind::hand_over, 480, "officer 1", "officer 2");
  full.open = open_threads(std::vector{history.thread(at(480))});
  full.open[0].note = "Madrid rang at six.\nThey look for the car.";
  full.note = "Quiet but for this.";
  return full;
}

TEST(Shift, AHandOverIsOneText) {
  const std::string text = render(full());
  EXPECT_EQ(
      text,
      R"({"at":"2026-05-01T18:00:00.000000Z","from":"officer 1","kind":"hand-over","note":"Quiet but for this.",)"
      R"("open":[{"asker":"identity--0e6d1c8b-2a4f-4c3d-b5e6-7f8091a2b3c4","due":"2026-05-01T11:00:00.000000Z",)"
      R"("note":"Madrid rang at six.\nThey look for the car.",)"
      R"("root":"threat-warning--00000000-0000-4000-8000-000000000001","status":"overdue"}],"post":"duty desk",)"
      R"("service":"identity--0e6d1c8b-2a4f-4c3d-b5e6-7f8091a2b3c4","to":"officer 2"})");
  const auto again = read_shift_change(text);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(*again, full());
  EXPECT_EQ(signers(full()), (std::vector<std::string>{"officer 1", "officer 2"}));
  EXPECT_EQ(signers(change(Kind::start, 0, "", "officer 1")), std::vector<std::string>{"officer 1"});
}

TEST(Shift, WhatCannotBeMeantIsRefused) {
  const auto refused = [](const std::function<void(ShiftChange&)>& hand) {
    ShiftChange bad = full();
    hand(bad);
    return !check(bad) && !read_shift_change(render(bad));
  };
  EXPECT_TRUE(check(full()));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.to.clear(); }));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.from.clear(); }));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.to = bad.from; }));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.post = "a\nb"; }));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.service.clear(); }));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.kind = Kind::start; }));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.kind = Kind::end; }));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.note = std::string(10'001, 'a'); }));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.note = "\u202e"; }));
  EXPECT_TRUE(refused([](ShiftChange& bad) { bad.open[0].status.clear(); }));
  const std::string text = render(full());
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"{\"at\"", "{ \"at\""},
                                                        {".000000Z", "Z"},
                                                        {"\"kind\"", "\"more\":1,\"kind\""},
                                                        {"hand-over", "takeover"}}) {
    std::string bad = text;
    bad.replace(bad.find(from), from.size(), to);
    EXPECT_FALSE(read_shift_change(bad)) << bad;
  }
  EXPECT_FALSE(read_shift_change(""));
  EXPECT_FALSE(read_shift_change("[]"));
}

TEST(Shift, TheRosterSaysWhoSatThereWhen) {
  std::vector<ShiftChange> changes = {change(Kind::start, 0, "", "A"), change(Kind::hand_over, 480, "A", "B"),
                                      change(Kind::end, 960, "B", ""), change(Kind::start, 1440, "", "C")};
  changes.push_back(change(Kind::start, 5, "", "Z"));
  changes.back().post = "another post";
  std::mt19937_64 random(1);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(changes.begin(), changes.end(), random);
    auto repeated = changes;
    repeated.push_back(changes[0]);
    const Roster roster = roster_of(repeated);
    EXPECT_TRUE(roster.doubtful.empty());
    EXPECT_EQ(on_duty(roster, "duty desk", at(-1)), std::nullopt);
    EXPECT_EQ(on_duty(roster, "duty desk", at(0)), "A");
    EXPECT_EQ(on_duty(roster, "duty desk", at(479)), "A");
    EXPECT_EQ(on_duty(roster, "duty desk", at(480)), "B");
    EXPECT_EQ(on_duty(roster, "duty desk", at(1000)), std::nullopt);
    EXPECT_EQ(on_duty(roster, "duty desk", at(9999)), "C");
    EXPECT_EQ(on_duty(roster, "another post", at(9999)), "Z");
  }
}

TEST(Shift, WhatDoesNotFitIsDoubtfulAndBelieved) {
  const std::vector changes = {change(Kind::start, 0, "", "A"), change(Kind::start, 10, "", "B"),
                               change(Kind::hand_over, 20, "A", "C"), change(Kind::end, 30, "B", ""),
                               change(Kind::end, 40, "B", "")};
  const Roster roster = roster_of(changes);
  EXPECT_EQ(roster.doubtful.size(), 4U);
  EXPECT_EQ(on_duty(roster, "duty desk", at(15)), "B");
  EXPECT_EQ(on_duty(roster, "duty desk", at(25)), "C");
  EXPECT_EQ(on_duty(roster, "duty desk", at(35)), std::nullopt);
}

}  // namespace
}  // namespace tansiq::desk

#include "desk/words.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "desk/desk_test_support.h"
#include "desk/line.h"

namespace tansiq::desk {
namespace {

constexpr std::array langs = {Lang::en, Lang::fr, Lang::es, Lang::ar};

std::string name(const Service& service) {
  return service == rabat ? "Rabat" : "another";
}

std::size_t places(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find("{}"); at != std::string_view::npos; at = text.find("{}", at + 1)) ++count;
  return count;
}

void check(std::span<const Word> words) {
  std::set<std::string_view> seen;
  for (const Word& word : words) {
    EXPECT_TRUE(seen.insert(word.word).second) << word.word << " stands twice";
    for (const Lang lang : langs) {
      const auto text = text_in(word, lang);
      EXPECT_EQ(text.empty(), word.word == "actual") << word.word;
      EXPECT_EQ(places(text), places(word.en)) << word.word;
      EXPECT_TRUE(base::check_line(text, 300, word.word).has_value()) << word.word;
    }
    const bool arabic = std::any_of(word.ar.begin(), word.ar.end(), [](char c) { return (c & 0x80) != 0; });
    EXPECT_EQ(arabic, word.word != "actual") << word.word;
  }
}

TEST(Words, StandInFourLanguages) {
  check(common_words());
  for (const Kind* kind : kinds()) check(kind->words);
  EXPECT_EQ(lang_from("ar-MA"), Lang::ar);
  EXPECT_EQ(lang_from("de"), Lang::en);
}

/// Whatever a fold can say has its words: statuses, parts, what is owed, reasons, answers, verdicts, remarks.
TEST(Words, NothingThatAFoldSaysIsLeftWithoutWords) {
  std::set<std::string_view> common;
  for (const Word& word : common_words()) common.insert(word.word);
  for (const Nature each : {Nature::actual, Nature::exercise, Nature::test})
    EXPECT_TRUE(common.contains(name_of(each)));
  for (const Standing each : {Standing::open, Standing::overdue, Standing::closed})
    EXPECT_TRUE(common.contains(name_of(each)));
  for (int i = 0; i <= static_cast<int>(Verdict::not_its_own); ++i)
    EXPECT_TRUE(common.contains(name_of(static_cast<Verdict>(i)))) << i;
  for (int i = 0; i <= static_cast<int>(Remark::answered_otherwise); ++i)
    EXPECT_TRUE(common.contains(name_of(static_cast<Remark>(i)))) << i;
  for (const char* word :
       {"unacknowledged", "acknowledged", "acting",           "overdue",       "closed",     "sent",
        "silent",         "unseen",       "received",         "declined",      "reported",   "acknowledge",
        "report",         "follow-up",    "outcome",          "cancelled",     "superseded", "expired",
        "occurred",       "prevented",    "partly-prevented", "did-not-occur", "unknown",    "warning"})
    EXPECT_NE(say(word, Lang::fr, &warning), word) << word;
  for (const char* word :
       {"open", "overdue", "complete", "withdrawn", "silent", "unseen", "reported", "report", "review"})
    EXPECT_NE(say(word, Lang::es, &review), word) << word;
  EXPECT_EQ(say("a word of nobody", Lang::ar), "a word of nobody");
}

TEST(Lines, AnExerciseIsMarkedInEveryLine) {
  History history;
  std::string text = WarningObject{.status = "exercise"}.text();
  const std::string named = R"("name":"Something is coming",)";
  text.replace(text.find(named), named.size(),
               "\"name\":\"\u202eREAL\u2066 \u00bb | EXERCISE | \u00ab not\",");
  history.add(text, rabat);
  history.add(AcknowledgementObject{.status = "exercise"}.text(), madrid, at(10));
  history.add(AcknowledgementObject{.number = 2, .service = brussels}.text(), brussels, at(10));
  history.add(AcknowledgementObject{.number = 3, .service = paris}.text(), paris, at(10));
  const Thread thread = as_seen_by(history.thread(at(61)), madrid);
  ASSERT_FALSE(thread.title.empty());
  for (const Lang lang : langs) {
    const std::string mark(say("exercise", lang));
    const auto all = lines(thread, lang, name);
    EXPECT_GT(all.size(), 5U);
    for (const std::string& each : all) {
      EXPECT_TRUE(each.starts_with(mark + " | ") && each.ends_with(" | " + mark)) << each;
      EXPECT_TRUE(base::check_line(each, 2000, "").has_value()) << each;
      EXPECT_LE(std::count(each.begin(), each.end(), '\n'), 0);
    }
    // What others wrote cannot leave its quotes.
    EXPECT_EQ(all[0].find("»"), all[0].rfind("»"));
    Desk desk(madrid);
    desk.put(thread);
    for (const std::string& each : summary(desk, lang)) EXPECT_TRUE(each.starts_with(mark)) << each;
    for (const Pile pile : {Pile::acknowledge, Pile::answer, Pile::know})
      for (const DeskEntry& entry : desk.page(pile, 0, 9))
        EXPECT_TRUE(line(entry, lang, name).starts_with(mark));
  }
  const auto steps =
      escalate(history.thread(at(61)), paris, {{{"head", std::chrono::minutes(1)}}}, at(0), at(61));
  ASSERT_FALSE(steps.due.empty());
  for (const Step& step : steps.due)
    EXPECT_TRUE(line(step, thread, Lang::en, name).starts_with("EXERCISE EXERCISE"));
}

TEST(Lines, WhatIsRealBearsNoMark) {
  History history;
  history.add(WarningObject{}.text(), rabat);
  EXPECT_EQ(line(history.thread(at(5)), Lang::en, name),
            "«Something is coming» · not acknowledged yet · by 2026-05-01 11:00Z · from: Rabat");
  EXPECT_EQ(line(history.thread(at(5)), Lang::ar, name),
            "«Something is coming» · لم يؤكَّد الاستلام بعد · قبل 2026-05-01 11:00Z · من: Rabat");
}

}  // namespace
}  // namespace tansiq::desk

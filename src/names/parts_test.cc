#include "names/parts.h"

#include <gtest/gtest.h>
#include <string>

#include "names/compare.h"
#include "names/distance.h"
#include "names/explain.h"
#include "names/names.h"

namespace tansiq::names {
namespace {

/// The stems of a name with a plus sign between them.
std::string stems(std::string_view name) {
  ParsedName parsed;
  if (!parse(name, parsed)) return "(refused)";
  std::string text;
  for (std::size_t i = 0; i < parsed.size; ++i) text += (i ? "+" : "") + written(parsed.parts[i].stem);
  return text;
}

std::uint8_t marks_of_last(std::string_view name) {
  ParsedName parsed;
  EXPECT_TRUE(parse(name, parsed));
  return parsed.parts[parsed.size - 1].marks;
}

TEST(Parts, JoinsWhatIsOneName) {
  for (const char* name :
       {"Abd al-Rahman", "Abdul Rahman", "Abdurrahman", "ʿAbd al-Raḥmān", "ABDEL RAHMAN", "Abd-ar-Rahman"})
    EXPECT_EQ(stems(name), "abdrahman") << name;
  EXPECT_EQ(stems("عبد الرحمن"), stems("عبدالرحمن"));
  EXPECT_EQ(stems("Nour al-Din"), stems("Noureddine"));
  EXPECT_EQ(stems("Ubaid Allah"), stems("Ubaidullah"));
}

TEST(Parts, MarksParticlesWithoutCountingThem) {
  EXPECT_EQ(stems("Ahmad ibn Tulun"), "ahmad+tulun");
  EXPECT_TRUE(marks_of_last("Ahmad ibn Tulun") & mark_son);
  EXPECT_TRUE(marks_of_last("فاطمة بنت محمد") & mark_daughter);
  EXPECT_TRUE(marks_of_last("علي بن أبي طالب") & mark_father);
  EXPECT_TRUE(marks_of_last("Yusuf al-Qurtubi") & mark_article);
  EXPECT_TRUE(marks_of_last("Yusuf as-Sayyad") & mark_article);
  EXPECT_EQ(stems("أبوبكر"), stems("أبو بكر"));
}

TEST(Parts, FoldsVariantsOfLetters) {
  EXPECT_EQ(stems("مُحَمَّد"), "محمد");
  EXPECT_EQ(stems("مـحـمـد"), "محمد");
  EXPECT_EQ(stems("\u200Fمحمد\u202C"), "محمد");
  EXPECT_EQ(stems("ﻣﺤﻤﺪ"), "محمد");
  EXPECT_EQ(stems("فاطمة"), stems("فاطمه"));
  EXPECT_EQ(stems("یوسف کریم"), stems("يوسف كريم"));
  EXPECT_EQ(stems("Öztürk"), "ozturk");
  EXPECT_EQ(stems("Владимир"), "vladimir");
}

TEST(Parts, ReadsWhatStandsBehindTheCommaFirst) {
  EXPECT_EQ(stems("OOSTERHOUT, Wilhelmina"), "wilhelmina+oosterhout");
}

TEST(Parts, RefusesWhatIsTooLongOrEmpty) {
  ParsedName parsed;
  EXPECT_TRUE(parse(std::string(512, 'a'), parsed));
  EXPECT_EQ(parse(std::string(513, 'a'), parsed).error().fault, base::Fault::too_large);
  EXPECT_EQ(parse("  ،  ", parsed).error().fault, base::Fault::invalid);
  EXPECT_EQ(parse("\xff\xfe\xc0", parsed).error().fault, base::Fault::invalid);
}

TEST(Distance, HearsTwoScripts) {
  const auto cost = [](const char* left, const char* right) {
    Spelling a, b;
    spell(stem_of(word_of(left)), a);
    spell(stem_of(word_of(right)), b);
    const Cost there = Costs::built_in().between(a, b, 5000);
    EXPECT_EQ(there, Costs::built_in().between(b, a, 5000)) << left << " / " << right;
    return there;
  };
  EXPECT_EQ(cost("Karim", "karim"), 0);
  EXPECT_LT(cost("محمد", "Mouhamed"), cost("محمد", "Mahdi"));
  EXPECT_LT(cost("خالد", "Khaled"), cost("خالد", "Walid"));
  EXPECT_LT(cost("Shukri", "Choukri"), cost("Shukri", "Bakri"));
  EXPECT_LT(cost("Jusuf", "Yusuf"), cost("Jusuf", "Munif"));
}

TEST(BirthDate, ReadsDaysYearsAndRanges) {
  EXPECT_EQ(parse_birth_date("1970"), BirthDate::year(1970));
  EXPECT_EQ(parse_birth_date("1968/1972"), BirthDate::years(1968, 1972));
  EXPECT_EQ(parse_birth_date("1970-02-28")->first, parse_birth_date("1970-02")->last);
  for (const char* wrong : {"", "70", "1970-13", "1970-02-30", "1972/1968", "1970/", "abcd"})
    EXPECT_FALSE(parse_birth_date(wrong)) << wrong;
}

TEST(Explanation, SaysOneSentenceInFourLanguages) {
  Explanation explanation;
  explanation.for_it.push_back({Reason::Kind::transliteration, "Karim", "كريم", 0.9, 0});
  explanation.against_it.push_back({Reason::Kind::born_apart, {}, {}, 0, 7});
  EXPECT_EQ(sentence(explanation, Language::english),
            "\"Karim\" is heard as \"كريم\"; but the births are 7 years apart.");
  for (const Language language : {Language::arabic, Language::french, Language::spanish})
    EXPECT_NE(sentence(explanation, language).find("Karim"), std::string::npos);
  EXPECT_EQ(sentence({}, Language::english), "nothing in common.");
}

}  // namespace
}  // namespace tansiq::names

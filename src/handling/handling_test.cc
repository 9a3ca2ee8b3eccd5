#include "handling/handling.h"

#include <gtest/gtest.h>

#include "stix/canonical.h"

namespace tansiq::handling {
namespace {

constexpr std::string_view whole =
    R"({"basis":"القانون 23-06","grade":"B2","onward":"ask","purpose":"counter-terrorism",)"
    R"("releasable_to":["north","مديرية"],"review":"2027-01-31T00:00:00Z","tlp":"amber+strict","use":"intelligence only"})";

TEST(Handling, WritesWhatItReadInCanonicalForm) {
  const auto handling = parse(whole);
  ASSERT_TRUE(handling) << handling.error().text();
  EXPECT_EQ(handling->tlp, Tlp::amber_strict);
  EXPECT_EQ(handling->onward, Onward::ask);
  EXPECT_EQ(handling->releasable_to.size(), 2U);
  EXPECT_EQ(render(*handling), whole);
  EXPECT_EQ(stix::canonical(render(*handling)), std::string(whole));
}

TEST(Handling, EqualHandlingsGiveEqualBytes) {
  const auto one =
      parse(R"({"tlp":"TLP:AMBER","grade":"b2","releasable_to":["z","a","z"],"review":"2027-01-31"})");
  const auto other =
      parse(R"({"review":"2027-01-31T00:00:00.500Z","releasable_to":["a","z"],"grade":"B2","tlp":"amber"})");
  ASSERT_TRUE(one && other);
  EXPECT_EQ(render(*one), render(*other));
}

TEST(Handling, NothingSaidIsAnEmptyObject) {
  const auto handling = parse("{}");
  ASSERT_TRUE(handling);
  EXPECT_TRUE(handling->empty());
  EXPECT_EQ(render(*handling), "{}");
  EXPECT_EQ(missing_for_release(*handling),
            (std::vector<std::string_view>{"grade", "tlp", "purpose", "basis"}));
  EXPECT_TRUE(missing_for_release(*parse(whole)).empty());
}

TEST(Handling, QuotesAndBackslashesStandInCanonicalForm) {
  const auto handling = parse(R"({"use":"\"quoted\" and \\ and é and / and 🕊"})");
  ASSERT_TRUE(handling);
  EXPECT_EQ(stix::canonical(render(*handling)), render(*handling));
  EXPECT_EQ(parse(render(*handling)), *handling);
}

TEST(Handling, ARestrictionSaysWhy) {
  constexpr std::string_view json =
      R"({"restricted":"disputed by the person","review":"2027-01-31T00:00:00Z"})";
  const auto handling = parse(json);
  ASSERT_TRUE(handling) << handling.error().text();
  EXPECT_EQ(render(*handling), json);
}

TEST(Handling, PropertiesMayGoToFewerThanTheRecord) {
  constexpr std::string_view json =
      R"({"properties":[{"property":"/description","releasable_to":[]},)"
      R"({"property":"/labels/1","releasable_to":["north","south"]}],"releasable_to":["north","south","west"]})";
  const auto handling = parse(json);
  ASSERT_TRUE(handling) << handling.error().text();
  EXPECT_EQ(handling->properties[1].releasable_to.size(), 2U);
  EXPECT_EQ(render(*handling), json);
  for (const char* wrong :
       {R"({"properties":{}})", R"({"properties":[{"property":"description","releasable_to":[]}]})",
        R"({"properties":[{"property":"/a"}]})",
        R"({"properties":[{"property":"/a","releasable_to":[],"x":1}]})",
        R"({"properties":[{"property":"/a","releasable_to":[]},{"property":"/a","releasable_to":["n"]}]})"})
    EXPECT_FALSE(parse(wrong)) << wrong;
}

struct Wrong {
  const char* json;
  const char* where;
};

class WrongHandling : public testing::TestWithParam<Wrong> {};

TEST_P(WrongHandling, SaysWhere) {
  const auto handling = parse(GetParam().json);
  ASSERT_FALSE(handling) << GetParam().json;
  EXPECT_EQ(handling.error().where, GetParam().where) << handling.error().text();
}

INSTANTIATE_TEST_SUITE_P(
    Handling, WrongHandling,
    testing::Values(Wrong{R"({"grade":"G2"})", "/grade"}, Wrong{R"({"grade":"A7"})", "/grade"},
                    Wrong{R"({"grade":2})", "/grade"}, Wrong{R"({"tlp":"white"})", "/tlp"},
                    Wrong{R"({"tlp":"AMBER STRICT"})", "/tlp"}, Wrong{R"({"onward":"maybe"})", "/onward"},
                    Wrong{R"({"review":"tomorrow"})", "/review"},
                    Wrong{R"({"review":"2027-02-30"})", "/review"},
                    Wrong{R"({"review":"2027-01-31T00:00:00+01:00"})", "/review"},
                    Wrong{R"({"releasable_to":"north"})", "/releasable_to"},
                    Wrong{R"({"releasable_to":["a",1]})", "/releasable_to/1"},
                    Wrong{R"({"releasable_to":[""]})", "/releasable_to/0"},
                    Wrong{R"({"use":"two\nlines"})", "/use"}, Wrong{R"({"TLP":"red"})", "/TLP"},
                    Wrong{R"([])", ""}));

TEST(Handling, BoundsWhatPeopleWrite) {
  EXPECT_EQ(parse(R"({"purpose":")" + std::string(most_line_bytes + 1, 'x') + "\"}").error().fault,
            base::Fault::too_large);
  Handling many;
  for (std::size_t i = 0; i <= most_recipients; ++i) many.releasable_to.push_back(std::to_string(i));
  EXPECT_EQ(normal(many).error().where, "/releasable_to");
  EXPECT_FALSE(parse(R"({"tlp":"red","tlp":"clear"})")) << "a name that stands twice";
}

TEST(Tlp, IsOrderedFromWideToNarrow) {
  EXPECT_LT(Tlp::clear, Tlp::green);
  EXPECT_LT(Tlp::amber, Tlp::amber_strict);
  EXPECT_LT(Tlp::amber_strict, Tlp::red);
}

}  // namespace
}  // namespace tansiq::handling

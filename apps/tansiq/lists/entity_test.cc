#include "lists/entity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lists/mapping.h"
#include "lists/object.h"

namespace tansiq::lists {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

Entity fulan() {
  Entity entity;
  entity.id = "1";
  entity.add_name("Fulan al-Mithal", "");
  entity.set_born({"1981"});
  return entity;
}

TEST(Words, CleanedTextsStandOnOneLine) {
  EXPECT_EQ(clean("  a\t\nb\u200f\u202e c \x01"), "a b c");
  EXPECT_EQ(clean("a\xff"), "a\uFFFD");
  EXPECT_EQ(clean(" \u00a0 "), "");
}

TEST(Words, ScriptsCountriesSexesDates) {
  EXPECT_EQ(script_of("محمد X"), "Arab");
  EXPECT_EQ(script_of("Иван"), "Cyrl");
  EXPECT_EQ(script_of("123 -"), "");
  EXPECT_EQ(country_of("fr"), "FR");
  EXPECT_EQ(country_of("FRA"), "FR");
  EXPECT_EQ(country_of("Syrian Arab Republic"), "SY");
  EXPECT_EQ(country_of("IRAN (ISLAMIC REPUBLIC OF)"), "IR");
  EXPECT_EQ(country_of("Nowhere"), std::nullopt);
  EXPECT_EQ(country_of(""), std::nullopt);
  EXPECT_EQ(sex_of("Female"), "female");
  EXPECT_EQ(sex_of("?"), std::nullopt);
  EXPECT_EQ(date_of("2024-02-29"), "2024-02-29");
  EXPECT_EQ(date_of("1970-01-02T00:00:00"), "1970-01-02");
  for (const char* wrong : {"2023-02-29", "2023-13", "0000", "1970-1-1", "197o", "1970-01-02 x", ""})
    EXPECT_EQ(date_of(wrong), std::nullopt) << wrong;
}

TEST(Birth, TheMostExactDateCountsAndContradictionsMakeARange) {
  const auto born = [](const std::vector<std::string>& dates) {
    Entity entity;
    entity.set_born(dates);
    return entity.born + "/" + entity.born_until;
  };
  EXPECT_EQ(born({"1981", "1981-04-02", "1981-04"}), "1981-04-02/");
  EXPECT_EQ(born({"1983", "1981-04"}), "1981-04/1983");
  EXPECT_EQ(born({"circa 1981"}), "/");
  EXPECT_EQ(born({}), "/");
}

TEST(Names, WeakOnesBecomeKunyasOrNomsDeGuerre) {
  Entity entity;
  entity.add_weak_name("Abu Mithal");
  entity.add_weak_name("أبو مثال");
  entity.add_weak_name("The Example");
  entity.add_weak_name("The  Example");
  entity.add_name(std::string(513, 'x'), "alias");
  ASSERT_THAT(entity.names, SizeIs(3));
  EXPECT_EQ(entity.names[0].kind, "kunya");
  EXPECT_EQ(entity.names[1].kind, "kunya");
  EXPECT_EQ(entity.names[2].kind, "nom-de-guerre");
  EXPECT_THAT(entity.left_out, ElementsAre("a name of more than 512 bytes"));
}

TEST(Object, TheIdIsTheSameEverywhereAndNewForEachReturn) {
  const auto first = object_id("a list", "1", 0);
  EXPECT_EQ(first, "identity--e8b87d0a-de2e-51d9-9d87-75f83e4ce47d");
  EXPECT_NE(first, object_id("a list", "2", 0));
  EXPECT_NE(first, object_id("another list", "1", 0));
  EXPECT_NE(first, object_id("a list", "1", 1));
  EXPECT_NE(object_id("a list", "1", 1), object_id("a list", "1", 2));
}

TEST(Object, TheDigestIsOfWhatTheListSays) {
  auto entity = fulan();
  const auto before = object_of(entity, "a list", "unknown", 0);
  EXPECT_EQ(before.at(digest_property).as_string(), digest_of(before));
  EXPECT_EQ(digest_of(before), digest_of(object_of(entity, "a list", "suspect", 3)));
  entity.add_name("F. Mithal", "alias");
  EXPECT_NE(digest_of(before), digest_of(object_of(entity, "a list", "unknown", 0)));
  EXPECT_EQ(entry_id_of(before, "a list"), "1");
  EXPECT_EQ(entry_id_of(before, "another list"), "");
}

TEST(Object, ANewStateKeepsWhatOfficersAdded) {
  auto entity = fulan();
  entity.add_position("a position that goes");
  auto held = object_of(entity, "a list", "unknown", 0);
  held["created"] = held["modified"] = "2026-05-01T10:00:00.000Z";
  held["labels"] = json::array{"seen in May"};
  held["external_references"].as_array().push_back(json::object{{"source_name", "a file of ours"}});
  held["extensions"].as_object()["extension-definition--x"] = json::object{{"a", 1}};
  held["extensions"].as_object()[person_extension].as_object()["role"] = "witness";

  auto later = fulan();
  later.set_born({"1982"});
  const auto wanted = object_of(later, "a list", "unknown", 0);
  const auto next = follow(held, wanted, "a list");
  EXPECT_EQ(next.at("id"), held.at("id"));
  EXPECT_EQ(next.at("created"), held.at("created"));
  EXPECT_EQ(next.at("labels"), held.at("labels"));
  EXPECT_FALSE(next.contains("roles"));
  EXPECT_EQ(next.at(digest_property), wanted.at(digest_property));
  EXPECT_THAT(next.at("external_references").as_array(), SizeIs(2));
  const auto& extensions = next.at("extensions").as_object();
  EXPECT_TRUE(extensions.contains("extension-definition--x"));
  EXPECT_EQ(extensions.at(person_extension).as_object().at("role"), "witness");
  EXPECT_EQ(extensions.at(person_extension).as_object().at("born"), "1982");
}

TEST(MappingFile, TellsTheLineOfWhatIsWrong) {
  const auto wrong = [](const char* text) {
    const auto parsed = parse_mapping(text, "m.toml");
    return parsed ? std::string("nothing") : parsed.error().text();
  };
  EXPECT_THAT(wrong("delimiter = \",\"\nspilt = \"|\"\n"), HasSubstr("m.toml:2"));
  EXPECT_THAT(wrong("[columns]\nid = 7\n"), HasSubstr("m.toml:2"));
  EXPECT_THAT(wrong("[columns]\nbirthday = \"x\"\n"), HasSubstr("birthday is nothing that a column can say"));
  EXPECT_THAT(wrong("delimiter = \"ab\"\n"), HasSubstr("one character"));
  EXPECT_THAT(wrong("kind = \"animal\"\n"), HasSubstr("neither"));
  EXPECT_THAT(wrong("[sexes]\nh = \"homme\"\n"), HasSubstr("female"));
  EXPECT_THAT(wrong("delimiter = \n"), HasSubstr("m.toml:1"));
  EXPECT_EQ(wrong(""), "nothing");
}

}  // namespace
}  // namespace tansiq::lists

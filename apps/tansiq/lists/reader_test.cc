#include "lists/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lists/examples_for_test.h"
#include "lists/object.h"
#include "stix/stix.h"

namespace tansiq::lists {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Outcome ftm(std::string_view text, std::size_t step = 7) {
  return read_in_steps(text, step, read_ftm);
}

Outcome un(std::string_view text, std::size_t step = 7) {
  return read_in_steps(text, step, read_un);
}

Outcome csv(std::string_view text, const Mapping& mapping = {}, std::size_t step = 7) {
  return read_in_steps(text, step, [&](Reader::Sink sink) { return read_csv(mapping, std::move(sink)); });
}

Mapping example_mapping() {
  auto mapping = parse_mapping(example("toml"), "mapping.toml");
  EXPECT_TRUE(mapping) << mapping.error().text();
  return mapping.value_or(Mapping());
}

std::string list_of_one(const std::string& inside) {
  return "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>" + inside +
         "</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>";
}

/// Every object must be one that a node takes.
void expect_all_valid(const Outcome& outcome) {
  stix::Reader reader;
  for (const auto& entry : outcome.entries) {
    if (!entry.entity) continue;
    auto object = object_of(*entry.entity, "a list", "unknown", 0);
    object["created"] = object["modified"] = "2026-05-01T10:00:00.000Z";
    const auto read = reader.read_object(boost::json::serialize(object));
    EXPECT_TRUE(read) << read.error().text();
  }
}

TEST(Ftm, ReadsPersonsAndOrganisationsOfTheExample) {
  const auto outcome = ftm(example("json"));
  ASSERT_TRUE(outcome.result);
  ASSERT_THAT(outcome.entries, SizeIs(4));
  expect_all_valid(outcome);
  const auto& person = outcome.entries[0].entity.value();
  EXPECT_THAT(person.names,
              ElementsAre(Name{"Fulan al-Mithal", "", "Latn"}, Name{"فلان المثال", "spelling", "Arab"},
                          Name{"Foulane El Mithal", "alias", "Latn"}, Name{"Abu Mithal", "kunya", "Latn"}));
  EXPECT_EQ(person.born, "1981-04-02");
  EXPECT_EQ(person.born_until, "");
  EXPECT_EQ(person.sex, "male");
  EXPECT_THAT(person.nationalities, ElementsAre("ZZ"));
  EXPECT_THAT(person.documents, ElementsAre(Document{"passport", "X0000001", "", ""}));
  const auto& firm = outcome.entries[1].entity.value();
  EXPECT_FALSE(firm.individual);
  EXPECT_EQ(firm.names[1], (Name{"Sample Trading House", "former", "Latn"}));
  EXPECT_THAT(outcome.entries[2].skipped, HasSubstr("Vessel"));
  EXPECT_THAT(outcome.entries[3].skipped, HasSubstr("no target"));
}

TEST(Ftm, TellsTheLineOfWhatIsWrongAndGoesOn) {
  const auto outcome = ftm("{\"id\":\n\n[1]\n{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{}}\n" +
                           std::string(most_entry_bytes + 1, 'x') +
                           "\n{\"id\":\"b\",\"schema\":\"Person\",\"properties\":{\"name\":[\"B\"]}}");
  ASSERT_TRUE(outcome.result);
  ASSERT_THAT(outcome.entries, SizeIs(5));
  EXPECT_THAT(outcome.entries[0].problem, HasSubstr("no JSON"));
  EXPECT_EQ(outcome.entries[1].line, 3U);
  EXPECT_EQ(outcome.entries[2].id, "a");
  EXPECT_THAT(outcome.entries[2].problem, HasSubstr("no name"));
  EXPECT_THAT(outcome.entries[3].problem, HasSubstr("1 MiB"));
  EXPECT_EQ(outcome.entries[4].line, 6U);
  EXPECT_TRUE(outcome.entries[4].entity);
}

TEST(Ftm, TheOrderOfValuesChangesNothing) {
  const auto one = ftm(
      R"({"id":"a","schema":"Person","properties":{"name":["B","A"],"alias":["D","C"],"birthDate":["1970","1960"]}})");
  const auto other = ftm(
      R"({"id":"a","schema":"Person","properties":{"birthDate":["1960","1970"],"alias":["C","D"],"name":["A","B"]}})");
  ASSERT_TRUE(one.entries[0].entity && other.entries[0].entity);
  EXPECT_EQ(digest_of(object_of(*one.entries[0].entity, "l", "unknown", 0)),
            digest_of(object_of(*other.entries[0].entity, "l", "unknown", 0)));
  EXPECT_EQ(one.entries[0].entity->born, "1960");
  EXPECT_EQ(one.entries[0].entity->born_until, "1970");
}

TEST(Un, ReadsTheExample) {
  for (const std::size_t step : {1U, 7U, 100'000U}) {
    const auto outcome = un(example("xml"), step);
    ASSERT_TRUE(outcome.result) << outcome.result.error().text();
    ASSERT_THAT(outcome.entries, SizeIs(2));
    expect_all_valid(outcome);
    const auto& person = outcome.entries[0].entity.value();
    EXPECT_EQ(outcome.entries[0].line, 4U);
    EXPECT_EQ(person.id, "9000001");
    EXPECT_EQ(person.reference, "ZZi.001");
    EXPECT_THAT(person.names, ElementsAre(Name{"FULAN IBN FULAN AL-MITHAL", "", "Latn"},
                                          Name{"فلان بن فلان المثال", "spelling", "Arab"},
                                          Name{"Foulane Benfoulane", "alias", "Latn"},
                                          Name{"Abu Mithal", "kunya", "Latn"}));
    EXPECT_EQ(person.born, "1968");
    EXPECT_EQ(person.born_until, "1971");
    EXPECT_EQ(person.birth_place, "Sample City, Nowhere");
    EXPECT_THAT(person.nationalities, ElementsAre("SY"));
    EXPECT_THAT(person.left_out, ElementsAre("a nationality that ISO 3166-1 has no code for"));
    EXPECT_THAT(person.documents, ElementsAre(Document{"passport", "X0000002", "SY", "2009-02-01"}));
    EXPECT_THAT(person.positions, ElementsAre("Keeper of examples"));
    const auto& society = outcome.entries[1].entity.value();
    EXPECT_FALSE(society.individual);
    EXPECT_THAT(society.names, ElementsAre(Name{"EXAMPLE SOCIETY", "", "Latn"},
                                           Name{"Society of Samples", "former", "Latn"}));
  }
}

TEST(Un, AListThatIsCutOffFailsAndKeepsWhatWasWhole) {
  const auto text = example("xml");
  const auto outcome = un(text.substr(0, text.find("<ENTITY>")));
  EXPECT_THAT(outcome.entries, SizeIs(1));
  EXPECT_FALSE(outcome.result);
  EXPECT_FALSE(un("<html></html>").result);
  EXPECT_FALSE(un("").result);
}

TEST(Un, NoDocumentTypeAndNoEntityIsFollowed) {
  const auto outcome =
      un("<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">"
         "<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" +
         list_of_one("<DATAID>1</DATAID><FIRST_NAME>&b;&f;</FIRST_NAME>"));
  ASSERT_FALSE(outcome.result);
  EXPECT_THAT(outcome.result.error().what, HasSubstr("document type"));
  EXPECT_THAT(outcome.entries, IsEmpty());
  EXPECT_FALSE(un(list_of_one("<DATAID>1</DATAID><FIRST_NAME>&f;</FIRST_NAME>")).result);
}

TEST(Un, WhatIsTooLargeOrTooDeepIsRefused) {
  EXPECT_FALSE(
      un(list_of_one("<COMMENTS1>" + std::string(most_entry_bytes, 'x') + "</COMMENTS1>"), 9999).result);
  EXPECT_FALSE(un("<CONSOLIDATED_LIST><!-- " + std::string(2 * most_entry_bytes, 'x'), 9999).result);
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<A>";
  EXPECT_FALSE(un("<CONSOLIDATED_LIST>" + deep).result);
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "<A/>";
  EXPECT_FALSE(un(list_of_one(many), 9999).result);
}

TEST(Un, AnEntryWithoutIdIsWrong) {
  const auto outcome = un(list_of_one("<FIRST_NAME>Fulan</FIRST_NAME>"));
  ASSERT_THAT(outcome.entries, SizeIs(1));
  EXPECT_EQ(outcome.entries[0].id, "");
  EXPECT_THAT(outcome.entries[0].problem, HasSubstr("DATAID"));
}

TEST(Csv, ReadsTheExample) {
  for (const std::size_t step : {1U, 7U, 100'000U}) {
    const auto outcome = csv("\xef\xbb\xbf" + example("csv"), example_mapping(), step);
    ASSERT_TRUE(outcome.result) << outcome.result.error().text();
    ASSERT_THAT(outcome.entries, SizeIs(4));
    expect_all_valid(outcome);
    const auto& person = outcome.entries[0].entity.value();
    EXPECT_THAT(person.names,
                ElementsAre(Name{"Mithal; Fulan al-", "", "Latn"}, Name{"فلان المثال", "spelling", "Arab"},
                            Name{"Foulane El Mithal", "alias", "Latn"}, Name{"Fulan M.", "alias", "Latn"}));
    EXPECT_EQ(person.born, "1981-04-02");
    EXPECT_EQ(person.sex, "male");
    EXPECT_EQ(person.remarks, "Said \"no\", then went");
    EXPECT_THAT(person.nationalities, ElementsAre("ZZ"));
    EXPECT_THAT(person.left_out, SizeIs(1));
    EXPECT_FALSE(outcome.entries[1].entity.value().individual);
    EXPECT_EQ(outcome.entries[2].line, 5U) << "the first row takes two lines";
    EXPECT_THAT(outcome.entries[2].problem, HasSubstr("date of birth"));
    EXPECT_EQ(outcome.entries[2].id, "3");
    EXPECT_EQ(outcome.entries[3].line, 6U);
    EXPECT_THAT(outcome.entries[3].problem, HasSubstr("3 fields, where the header has 9"));
  }
}

TEST(Csv, WithoutMappingTheHeadersOwnNamesCount) {
  const auto outcome = csv("id,name,born,whatever\r\n1,\"Al \"\"X\"\" Mithal\",1981-04,?\r\n\r\n2,B,,\r\n");
  ASSERT_TRUE(outcome.result);
  ASSERT_THAT(outcome.entries, SizeIs(2));
  EXPECT_EQ(outcome.entries[0].entity->names[0].text, "Al \"X\" Mithal");
  EXPECT_EQ(outcome.entries[0].entity->born, "1981-04");
  EXPECT_EQ(outcome.entries[1].line, 4U);
}

TEST(Csv, AWrongRowKeepsNoOtherOut) {
  const auto outcome = csv("id,name\n1,a\"b\n2,\"c\"d\n3,\xff\n,x\n4,e");
  ASSERT_TRUE(outcome.result);
  ASSERT_THAT(outcome.entries, SizeIs(5));
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_FALSE(outcome.entries[i].problem.empty()) << i;
    EXPECT_EQ(outcome.entries[i].line, i + 2);
  }
  EXPECT_TRUE(outcome.entries[4].entity);
}

TEST(Csv, AnOpenQuoteOrAMissingColumnFailsTheFile) {
  EXPECT_FALSE(csv("id,name\n1,\"open\n2,b\n").result);
  EXPECT_FALSE(csv("id,name\n1,\"" + std::string(most_entry_bytes + 10, 'x'), {}, 9999).result);
  EXPECT_FALSE(csv("id;name\n1;b\n").result);
  EXPECT_FALSE(csv("").result);
  auto mapping = example_mapping();
  mapping.columns[Field::alias] = {"not there"};
  const auto outcome = csv(example("csv"), mapping);
  ASSERT_FALSE(outcome.result);
  EXPECT_THAT(outcome.result.error().what, HasSubstr("not there"));
}

TEST(Format, IsJudgedByTheFirstBytes) {
  EXPECT_EQ(format_of(example("json")), Format::ftm);
  EXPECT_EQ(format_of("\xef\xbb\xbf" + example("xml")), Format::un);
  EXPECT_EQ(format_of(example("csv")), Format::csv);
  EXPECT_EQ(format_of("a text"), std::nullopt);
  EXPECT_EQ(format_of(""), std::nullopt);
}

}  // namespace
}  // namespace tansiq::lists

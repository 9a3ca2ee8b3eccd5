#include "cli/splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace tansiq::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Split {
  std::vector<Piece> pieces;
  std::string error;

  [[nodiscard]] std::vector<std::string> json() const {
    std::vector<std::string> all;
    for (const auto& piece : pieces) all.push_back(piece.json);
    return all;
  }
};

Split split(std::string_view text, bool lines = false, std::size_t step = 0, std::size_t most = 1000) {
  Split result;
  Splitter splitter(
      lines, [&](Piece piece) { result.pieces.push_back(std::move(piece)); }, most);
  if (step == 0) step = text.size() + 1;
  for (std::size_t at = 0; at < text.size(); at += step) splitter.feed(text.substr(at, step));
  if (const auto done = splitter.finish(); !done) result.error = done.error().text();
  return result;
}

TEST(Splitter, OpensABundle) {
  const auto got = split(
      "{\"type\": \"bundle\", \"id\": \"bundle--1\",\n \"objects\": [\n {\"a\": [1, {\"b\": 2}]},\n"
      "  {\"c\":\n \"],}\\\"{\"}\n]}\n");
  EXPECT_EQ(got.error, "");
  EXPECT_THAT(got.json(), ElementsAre("{\"a\": [1, {\"b\": 2}]}", "{\"c\": \"],}\\\"{\"}"));
  EXPECT_EQ(got.pieces[0].line, 3U);
  EXPECT_EQ(got.pieces[1].line, 4U);
  EXPECT_EQ(got.pieces[1].index, 1U);
}

TEST(Splitter, OpensAnEnvelopeWithItsMembersInAnyOrder) {
  EXPECT_THAT(split(R"({"more":true,"objects":[{"a":1}],"next":"x"})").json(), ElementsAre(R"({"a":1})"));
  EXPECT_THAT(split(R"({"objects":[{"a":1},{"a":2}],"type":"bundle"})").json(), SizeIs(2));
  EXPECT_THAT(split(R"({"objects":[]})").json(), IsEmpty());
  EXPECT_THAT(split(R"({"more":false})").json(), IsEmpty());
  EXPECT_THAT(split(R"({})").json(), IsEmpty());
  EXPECT_THAT(split(R"({"type":"bundle","id":"bundle--1"})").json(), IsEmpty());
}

TEST(Splitter, TakesOneObjectAndAnArrayOfObjects) {
  EXPECT_THAT(split(R"({"type":"x","id":"y"})").json(), ElementsAre(R"({"type":"x","id":"y"})"));
  EXPECT_THAT(split("[{\"a\":1}\n,\n{\"a\":2}]").json(), ElementsAre(R"({"a":1})", R"({"a":2})"));
  EXPECT_THAT(split("[]").json(), IsEmpty());
}

TEST(Splitter, AnObjectThatHasObjectsOfItsOwnIsNoBundle) {
  const std::string observed = R"({"type":"observed-data","objects":{"0":{"type":"file"}}})";
  EXPECT_THAT(split(observed).json(), ElementsAre(observed));
  const std::string custom = R"({"type":"x-thing","objects":[{"a":1}]})";
  EXPECT_THAT(split(custom).json(), ElementsAre(custom));
  EXPECT_THAT(split(R"({"objects":[{"a":1}],"type":"x-thing"})").error,
              HasSubstr("no bundle but \"x-thing\""));
}

TEST(Splitter, WhatIsNoObjectInAListIsStillHandedOn) {
  EXPECT_THAT(split(R"({"objects":[1, "two", null ,[3]]})").json(),
              ElementsAre("1", "\"two\"", "null ", "[3]"));
}

TEST(Splitter, NeverMakesSomethingRightOutOfSomethingWrong) {
  EXPECT_THAT(split("[{\"a\": 1 2}]").json(), ElementsAre("{\"a\": 1 2}"));
  EXPECT_THAT(split("[{\"a\": 1\n2}]").json(), ElementsAre("{\"a\": 1 2}"));
  EXPECT_THAT(split("[{\"a\":1},]").error, HasSubstr("line 1: the list of objects is broken at ']'"));
  EXPECT_THAT(split("[{\"a\":1}{\"b\":1}]").error, HasSubstr("broken at '{'"));
  EXPECT_THAT(split("[,{\"a\":1}]").error, HasSubstr("broken at ','"));
  const auto raw = split("[{\"a\":\"x\ny\"},{\"b\":1}]");
  ASSERT_THAT(raw.pieces, SizeIs(2));
  EXPECT_THAT(raw.pieces[0].problem, HasSubstr("raw control character"));
  EXPECT_EQ(raw.pieces[1].json, "{\"b\":1}");
}

TEST(Splitter, SaysWhereAFileEndsEarly) {
  const auto got = split("{\"type\":\"bundle\",\n\"objects\":[{\"a\":1},{\"b\":");
  EXPECT_THAT(got.json(), ElementsAre(R"({"a":1})"));
  EXPECT_THAT(got.error, HasSubstr("ends inside the JSON value that begins at line 1"));
  EXPECT_THAT(split("{\"a\":1}\n\nnonsense").error, HasSubstr("line 3: no JSON object"));
}

TEST(Splitter, InLinesABrokenOneSpoilsNoOther) {
  const auto got = split("{\"a\":1}\r\n{\"a\":\n\n{\"a\":3}", true);
  EXPECT_EQ(got.error, "");
  EXPECT_THAT(got.json(), ElementsAre(R"({"a":1})", R"({"a":)", R"({"a":3})"));
  EXPECT_EQ(got.pieces[2].line, 4U);
}

TEST(Splitter, FindsOutByItselfThatEachLineIsAValue) {
  const auto got = split("{\"a\":1}\n{\"a\":\n{\"a\":3}\n");
  EXPECT_EQ(got.error, "");
  EXPECT_THAT(got.json(), ElementsAre(R"({"a":1})", R"({"a":)", R"({"a":3})"));
  EXPECT_EQ(got.pieces[1].line, 2U);
}

TEST(Splitter, OpensBundlesInLines) {
  const auto got = split("{\"objects\":[{\"a\":1},{\"a\":2}]}\n{\"a\":3}\n", true);
  EXPECT_THAT(got.json(), ElementsAre(R"({"a":1})", R"({"a":2})", R"({"a":3})"));
  EXPECT_EQ(got.pieces[1].line, 1U);
  EXPECT_EQ(got.pieces[2].index, 2U);
}

TEST(Splitter, BoundsAnObjectAndGoesOn) {
  const std::string large(2000, 'x');
  const auto got = split("[{\"a\":\"" + large + "\"},{\"b\":1}]");
  ASSERT_THAT(got.pieces, SizeIs(2));
  EXPECT_THAT(got.pieces[0].problem, HasSubstr("more than 1000 bytes"));
  EXPECT_EQ(got.pieces[1].json, "{\"b\":1}");
  const auto lines = split(large + "\n{\"b\":1}\n", true);
  ASSERT_THAT(lines.pieces, SizeIs(2));
  EXPECT_THAT(lines.pieces[0].problem, HasSubstr("more than 1000 bytes"));
  EXPECT_EQ(lines.pieces[1].json, "{\"b\":1}");
}

TEST(Splitter, ABundleOfAnyLengthIsNoObjectOfThatLength) {
  std::string bundle = "{\"type\":\"bundle\",\"objects\":[";
  for (int i = 0; i < 500; ++i) bundle += (i == 0 ? "" : ",") + std::string("{\"a\":\"0123456789\"}");
  EXPECT_THAT(split(bundle + "]}").pieces, SizeIs(500));
}

TEST(Splitter, GivesTheSameHoweverTheBytesCome) {
  const std::string text =
      "{\"type\":\"bundle\",\"x\":{\"objects\":[1]},\"objects\":[{\"a\":\"\\\\\\\"]\"},2,{\"b\":[[]]}],\"y\":"
      "\"}\"}\n"
      "{\"a\":1}\n{\"b\":2}";
  const auto whole = split(text);
  EXPECT_EQ(whole.error, "");
  EXPECT_THAT(whole.pieces, SizeIs(5));
  for (std::size_t step = 1; step < 20; ++step) {
    EXPECT_EQ(split(text, false, step).json(), whole.json()) << step;
    EXPECT_EQ(split(text, true, step).json(), split(text, true).json()) << step;
  }
}

TEST(Content, IsJudgedByTheFirstBytes) {
  EXPECT_EQ(content_of("", true), Content::nothing);
  EXPECT_EQ(content_of(" \r\n", true), Content::nothing);
  EXPECT_EQ(content_of("{\"a\":1}", true), Content::document);
  EXPECT_EQ(content_of("\xEF\xBB\xBF{\n  \"a\":1}", true), Content::document);
  EXPECT_EQ(content_of("{\"a\":1}\n{\"a\":2}\n", true), Content::lines);
  EXPECT_EQ(content_of("{\"a\":\n{\"a\":2}\n", true), Content::lines);
  EXPECT_EQ(content_of("{}", true), Content::document);
  EXPECT_EQ(content_of("{\"objects\":[\n{\"a\":2},\n{", false), Content::document);
  EXPECT_EQ(content_of("{\"objects\":[{\"a\":2},\n{\"a\"", false), Content::document);
  EXPECT_EQ(content_of("{\"a\":[\"\n{\"a\":2}\n", false), Content::lines);
  EXPECT_EQ(content_of("[ {\"a\"", false), Content::document);
  EXPECT_EQ(content_of("[وكالة] خبر عاجل", true), Content::text);
  EXPECT_EQ(content_of("التقى الوزير أمس", true), Content::text);
  EXPECT_EQ(content_of("<html><body>", true), Content::markup);
  EXPECT_EQ(content_of("<< see above >>", true), Content::text);
  EXPECT_EQ(content_of("%PDF-1.7\n\xE2\xE3\xCF\xD3", true), Content::foreign);
  EXPECT_EQ(content_of(std::string_view("a\0b", 3), true), Content::foreign);
  EXPECT_EQ(content_of("\xE3\xDA\xE1\xE6\xE3\xC9", true), Content::foreign) << "windows-1256";
}

TEST(Content, ACharacterCutByTheSampleIsNoFault) {
  const std::string text = "مصلحة";
  for (std::size_t end = 2; end < text.size(); ++end)
    EXPECT_EQ(content_of(text.substr(0, end), false), Content::text) << end;
  EXPECT_EQ(content_of(text.substr(0, 3), true), Content::foreign);
}

}  // namespace
}  // namespace tansiq::cli

#include <gtest/gtest.h>

#include "stix/stix.h"

namespace tansiq::stix {
namespace {

constexpr std::string_view identity =
    R"({"type":"identity","spec_version":"2.1","id":"identity--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8",
        "created":"2026-05-01T10:00:00.000Z","modified":"2026-05-01T10:00:00.000Z","name":"Example Service",
        "identity_class":"organization"})";

TEST(Reader, ReadsAllFourWrappings) {
  Reader reader;
  const std::string one(identity);
  const auto check = [&](const std::string& text, Wrapping wrapping) {
    const auto content = reader.read(text);
    ASSERT_TRUE(content) << content.error().text();
    EXPECT_EQ(content->wrapping, wrapping);
    EXPECT_EQ(content->objects.size(), 1U);
    EXPECT_TRUE(content->rejected.empty());
  };
  check(one, Wrapping::object);
  check("[" + one + "]", Wrapping::array);
  check(R"({"objects":[)" + one + R"(],"more":false})", Wrapping::envelope);
  check(R"({"type":"bundle","id":"bundle--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8","objects":[)" + one + "]}",
        Wrapping::bundle);
}

TEST(Reader, GivesTheCanonicalBytesAndWhatStandsInThem) {
  Reader reader;
  const auto object = reader.read_object(identity);
  ASSERT_TRUE(object) << object.error().text();
  EXPECT_EQ(object->bytes, canonical(identity).value());
  EXPECT_EQ(object->id, "identity--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8");
  EXPECT_EQ(object->type, "identity");
  EXPECT_EQ(object->version, "2026-05-01T10:00:00.000Z");
  EXPECT_EQ(object->spec, Spec::v2_1);
  EXPECT_FALSE(object->revoked);
}

/// An identity that differs from others by a digit of its id.
std::string numbered(int digit) {
  std::string text(identity);
  text[text.find("36a8\"")] = static_cast<char>('0' + digit);
  return text;
}

TEST(Reader, KeepsOrderAndPlacesAmongTheRejected) {
  Reader reader;
  const auto content =
      reader.read("[" + numbered(1) + ",7," + numbered(2) + R"(,{"type":"tool","id":"x","modified":"m"},)" +
                  numbered(3) + R"(,{"a":1,"a":2}])");
  ASSERT_TRUE(content);
  EXPECT_EQ(content->index, (std::vector<std::size_t>{0, 2, 4}));
  ASSERT_EQ(content->objects.size(), 3U);
  EXPECT_LT(content->objects[0].id, content->objects[1].id);
  ASSERT_EQ(content->rejected.size(), 3U);
  EXPECT_EQ(content->rejected[0].index, 1U);
  EXPECT_EQ(content->rejected[1].index, 3U);
  EXPECT_EQ(content->rejected[1].id, "x");
  EXPECT_EQ(content->rejected[1].type, "tool");
  EXPECT_EQ(content->rejected[1].version, "m");
  EXPECT_EQ(content->rejected[2].index, 5U);
  EXPECT_EQ(content->rejected[2].problems[0].pointer, "/a");
}

TEST(Reader, TakesAnEmptyEnvelope) {
  Reader reader;
  for (const char* text : {"{}", R"({"more":false})", R"({"objects":[],"more":false})", "[]"}) {
    const auto content = reader.read(text);
    ASSERT_TRUE(content) << text;
    EXPECT_TRUE(content->objects.empty() && content->rejected.empty()) << text;
  }
}

TEST(Reader, ListsWhatIsWrongWithABundle) {
  Reader reader;
  const auto content = reader.read(R"({"type":"bundle","id":"bundle--1","objects":[)" +
                                   std::string(identity) + R"(],"x_a":1})");
  ASSERT_TRUE(content);
  EXPECT_EQ(content->objects.size(), 1U);
  ASSERT_EQ(content->problems.size(), 1U);
  EXPECT_EQ(content->problems[0].pointer, "/id");
  EXPECT_TRUE(refuses(reader.read(R"({"type":"bundle","objects":[]})")->problems));
}

TEST(Reader, RefusesWhatItCannotTrustAsAWhole) {
  Reader reader;
  for (const char* text : {"", " ", "7", "\"text\"", "null", "{", "[1,", "{\"objects\":7}",
                           "{\"type\":\"bundle\",\"objects\":{}}", "\xef\xbb\xbf[]", "[\"\xff\"]", "[NaN]",
                           "[1e999]", "[]]", "{'a':1}"}) {
    const auto content = reader.read(text);
    ASSERT_FALSE(content) << text;
    EXPECT_FALSE(content.error().what.empty()) << text;
  }
  // And reads on afterwards.
  EXPECT_TRUE(reader.read(identity));
}

TEST(Reader, HoldsItsLimits) {
  Reader reader;
  Limits limits;
  limits.bytes = 1000;
  EXPECT_EQ(reader.read("[" + std::string(1000, ' ') + "]", limits).error().fault, base::Fault::too_large);
  limits = {};
  limits.objects = 2;
  EXPECT_TRUE(reader.read("[" + numbered(1) + "," + numbered(2) + "]", limits));
  EXPECT_EQ(reader.read("[" + numbered(1) + "," + numbered(2) + ",3]", limits).error().fault,
            base::Fault::too_large);
  limits = {};
  limits.object_bytes = 100;
  const auto small = reader.read(identity, limits);
  ASSERT_TRUE(small);
  ASSERT_EQ(small->rejected.size(), 1U);
  EXPECT_NE(small->rejected[0].problems[0].what.find("bytes"), std::string::npos);
  limits = {};
  limits.depth = 3;
  EXPECT_TRUE(reader.read(R"([{"a":[1]}])", limits));
  EXPECT_EQ(reader.read(R"([{"a":[[1]]}])", limits).error().fault, base::Fault::too_large);
  const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
  EXPECT_EQ(reader.read(deep).error().fault, base::Fault::too_large);
  EXPECT_EQ(reader.read(R"({"objects":[{"a":)" + deep + "}]}").error().fault, base::Fault::too_large);
}

TEST(Reader, KeepsUnknownPropertiesExactly) {
  Reader reader;
  std::string text(identity);
  text.insert(text.size() - 1, R"(,"x_b":[1.50,"\u0041\ud83d\ude00",{"Z":false,"a":-0}],"x_a":"")");
  const auto object = reader.read_object(text);
  ASSERT_TRUE(object) << object.error().text();
  EXPECT_NE(object->bytes.find("\"x_a\":\"\",\"x_b\":[1.5,\"A\xf0\x9f\x98\x80\",{\"Z\":false,\"a\":0}]}"),
            std::string::npos)
      << object->bytes;
}

TEST(Reader, BelievesOnlyPropertiesThatTheTypeHas) {
  Reader reader;
  // On a cyber-observable these are custom properties and say nothing about version, author or revocation.
  const auto object = reader.read_object(
      R"({"type":"ipv4-addr","id":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4","value":"198.51.100.3",)"
      R"("modified":"zzz","created":"2026","created_by_ref":"me","revoked":true,"lang":"?"})");
  ASSERT_TRUE(object) << object.error().text();
  EXPECT_EQ(object->version, unversioned_version);
  EXPECT_EQ(object->created_by_ref, "");
  EXPECT_FALSE(object->revoked);
  EXPECT_EQ(object->lang, "");
  EXPECT_EQ(object->warnings.size(), 5U);
}

TEST(Reader, OneErrorTellsAllProblemsOfOneObject) {
  Reader reader;
  const auto object = reader.read_object(R"({"type":"mutex","id":"mutex--1"})");
  ASSERT_FALSE(object);
  EXPECT_EQ(object.error().where, "/id");
  EXPECT_NE(object.error().what.find("/name: a required property is missing"), std::string::npos)
      << object.error().what;
}

TEST(Version, KeysSortByTime) {
  EXPECT_EQ(version_key("2026-05-01T10:00:00.100Z"), version_key("2026-05-01T10:00:00.1Z"));
  EXPECT_EQ(version_key("2026-05-01T10:00:00.000Z"), version_key("2026-05-01T10:00:00Z"));
  EXPECT_LT(version_key("2026-05-01T10:00:00Z"), version_key("2026-05-01T10:00:00.001Z"));
  EXPECT_LT(version_key("2026-05-01T10:00:00.999Z"), version_key("2026-05-01T10:00:01Z"));
  EXPECT_LT(version_key(unversioned_version), version_key("2026-05-01T10:00:01Z"));
}

}  // namespace
}  // namespace tansiq::stix

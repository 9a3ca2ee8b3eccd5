#include "stix/stix.h"

#include <gtest/gtest.h>

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

TEST(Version, KeysSortByTime) {
  EXPECT_EQ(version_key("2026-05-01T10:00:00.100Z"), version_key("2026-05-01T10:00:00.1Z"));
  EXPECT_EQ(version_key("2026-05-01T10:00:00.000Z"), version_key("2026-05-01T10:00:00Z"));
  EXPECT_LT(version_key("2026-05-01T10:00:00Z"), version_key("2026-05-01T10:00:00.001Z"));
  EXPECT_LT(version_key("2026-05-01T10:00:00.999Z"), version_key("2026-05-01T10:00:01Z"));
  EXPECT_LT(version_key(unversioned_version), version_key("2026-05-01T10:00:01Z"));
}

}  // namespace
}  // namespace tansiq::stix

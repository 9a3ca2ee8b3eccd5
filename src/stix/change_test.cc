#include "stix/change.h"

#include <gtest/gtest.h>

namespace tansiq::stix {
namespace {

constexpr std::string_view identity =
    R"({"type":"identity","spec_version":"2.1","id":"identity--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8",
        "created":"2026-05-01T10:00:00.000Z","modified":"2026-05-01T10:00:00.000Z","name":"Example Service",
        "sectors":["technology"],"description":"a","x_inner":{"a":1,"b":{"c":2,"d":3}}})";

base::Time at(std::string_view text) {
  return base::parse_time(text).value();
}

class Change : public testing::Test {
 protected:
  Reader reader;
  Object first = reader.read_object(identity).value();
};

TEST_F(Change, MakesTheNextVersionByMergePatch) {
  const auto next =
      next_version(reader, first, R"({"description":null,"name":"New","x_inner":{"b":{"c":null}}})",
                   at("2026-06-01T00:00:00.5559Z"));
  ASSERT_TRUE(next) << next.error().text();
  EXPECT_EQ(
      next->bytes,
      R"({"created":"2026-05-01T10:00:00.000Z","id":"identity--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8",)"
      R"("modified":"2026-06-01T00:00:00.555Z","name":"New","sectors":["technology"],"spec_version":"2.1",)"
      R"("type":"identity","x_inner":{"a":1,"b":{"d":3}}})");
  EXPECT_EQ(next->version, "2026-06-01T00:00:00.555Z");
}

TEST_F(Change, NeverGoesBackInTime) {
  const auto second = next_version(reader, first, R"({"name":"B"})", at("2020-01-01T00:00:00Z"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->version, "2026-05-01T10:00:00.001Z");
  const auto third = next_version(reader, *second, R"({"name":"C"})", at("2026-05-01T10:00:00.0019Z"));
  ASSERT_TRUE(third);
  EXPECT_EQ(third->version, "2026-05-01T10:00:00.002Z");
}

TEST_F(Change, IsLaterThanAVersionWithMoreDigits) {
  std::string text(identity);
  text.replace(text.find(R"("modified":"2026-05-01T10:00:00.000Z")"), 37,
               R"("modified":"2026-05-01T10:00:00.0009999Z")");
  const auto fine = reader.read_object(text);
  ASSERT_TRUE(fine);
  const auto next = next_version(reader, *fine, R"({"name":"B"})", at("2026-05-01T10:00:00.000Z"));
  ASSERT_TRUE(next);
  EXPECT_GT(version_key(next->version), version_key(fine->version));
}

TEST_F(Change, RevokesOnceAndForAll) {
  const auto revoked = revoke(reader, first, at("2026-06-01T00:00:00Z"));
  ASSERT_TRUE(revoked);
  EXPECT_TRUE(revoked->revoked);
  EXPECT_EQ(revoked->version, "2026-06-01T00:00:00.000Z");
  EXPECT_EQ(next_version(reader, *revoked, R"({"name":"B"})", at("2026-07-01T00:00:00Z")).error().fault,
            base::Fault::conflict);
  EXPECT_FALSE(revoke(reader, *revoked, at("2026-07-01T00:00:00Z")));
}

TEST_F(Change, RefusesWhatOneMayNotChange) {
  const auto refused = [&](std::string_view changes) {
    const auto next = next_version(reader, first, changes, at("2026-06-01T00:00:00Z"));
    return next ? std::string() : next.error().where + ": " + next.error().what;
  };
  for (const char* name :
       {"id", "type", "created", "created_by_ref", "modified", "spec_version", "revoked"}) {
    const std::string said = refused("{\"" + std::string(name) + "\":\"x\"}");
    EXPECT_TRUE(said.starts_with("/" + std::string(name))) << said;
  }
  EXPECT_NE(refused(R"({"name":null})"), "");               // required
  EXPECT_NE(refused(R"({"sectors":[]})"), "");              // an empty list
  EXPECT_NE(refused(R"({"name":"Example Service"})"), "");  // nothing changes
  EXPECT_NE(refused(R"({"name":"B","name":"C"})"), "");     // ambiguous
  EXPECT_NE(refused(R"(["name"])"), "");
  EXPECT_NE(refused("{"), "");
}

TEST_F(Change, RefusesAnObjectWithoutVersions) {
  const auto address = reader.read_object(
      R"({"type":"ipv4-addr","id":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4","value":"198.51.100.3"})");
  ASSERT_TRUE(address) << address.error().text();
  EXPECT_EQ(address->version, unversioned_version);
  const auto next = next_version(reader, *address, R"({"value":"198.51.100.4"})", at("2026-06-01T00:00:00Z"));
  ASSERT_FALSE(next);
  EXPECT_NE(next.error().hint.find("recall"), std::string::npos);
}

}  // namespace
}  // namespace tansiq::stix

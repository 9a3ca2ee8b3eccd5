// The types of the cell's own work: what may be left open, what may not, and what they refuse.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "stix/stix.h"
#include "stix/tables/tables.h"

namespace tansiq::stix {
namespace {

constexpr std::string_view service = "identity--0e6d1c8b-2a4f-4c3d-b5e6-7f8091a2b3c4";
constexpr std::string_view other = "identity--c4b3a291-8f70-4e5d-a6b7-18c9d0e1f2a3";
constexpr std::string_view warning = "threat-warning--1d0c9b52-6f64-4f0a-9a52-0f9f9f2b7c01";
constexpr std::string_view report = "outcome-report--4b8e2d10-93c7-4f5a-a1d2-6c7e8f901a03";

std::string object(std::string_view type, const std::string& own) {
  const std::string extension = fmt::format(R"("extensions":{{"{}":{{"extension_type":"new-sdo"}}}},)",
                                            tables::find_type(type)->declared_by);
  return fmt::format(
      R"({{"type":"{0}","spec_version":"2.1","id":"{0}--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8",{1})"
      R"("created":"2026-05-01T10:00:00.000Z","modified":"2026-05-01T10:00:00.000Z",{2}}})",
      type, extension, own);
}

/// Every error and warning as "pointer|", in order; empty where the object is good.
std::string complaints(const std::string& text) {
  Reader reader;
  const auto content = reader.read(text);
  if (!content) return content.error().text();
  const auto& problems =
      content->rejected.empty() ? content->objects.at(0).warnings : content->rejected[0].problems;
  std::string all;
  for (const Problem& problem : problems) all += (problem.warning ? "?" : "") + problem.pointer + "|";
  return all;
}

std::string bare_warning(std::string_view more = {}) {
  return object("threat-warning",
                fmt::format(R"("name":"Something is coming","status":"actual","message_type":"alert",)"
                            R"("addressed_refs":["{}"],"acknowledge_by":"2026-05-01T11:00:00Z"{}{})",
                            service, more.empty() ? "" : ",", more));
}

TEST(WorkTypes, AWarningWithoutDetailsIsAWarning) {
  EXPECT_EQ(complaints(bare_warning()), "");
  EXPECT_EQ(complaints(object("threat-warning", R"("description":"x")")),
            "/acknowledge_by|/addressed_refs|/message_type|/name|/status|");
}

TEST(WorkTypes, AWarningKeepsToCapAndToItsForms) {
  EXPECT_EQ(complaints(bare_warning(R"("urgency":"immediate","severity":"extreme","certainty":"likely",)"
                                    R"("responses":["shelter","all-clear"],"grade":"B2")")),
            "");
  EXPECT_EQ(complaints(bare_warning(R"("urgency":"now","severity":"Extreme","certainty":"sure",)"
                                    R"("responses":["hide"],"grade":"G7")")),
            "/certainty|/grade|/responses/0|/severity|/urgency|");
  EXPECT_EQ(complaints(bare_warning(R"("targets":[{"kind":"metro-station"},{"name":"the bridge"}])")), "");
  EXPECT_EQ(complaints(bare_warning(R"("targets":[{"kind":"moon-base"}])")), "?/targets/0/kind|");
  EXPECT_EQ(complaints(bare_warning(R"("targets":[{}])")), "/targets/0|");
  EXPECT_EQ(complaints(bare_warning(R"("window":{"words":"early summer"})")), "");
  EXPECT_EQ(
      complaints(bare_warning(R"("window":{"read_by":"officer 7","not_after":"2026-07-01T00:00:00Z"})")),
      "/window/read_by|");
  EXPECT_EQ(complaints(bare_warning(
                R"("window":{"not_before":"2026-08-01T00:00:00Z","not_after":"2026-07-01T00:00:00Z"})")),
            "/window/not_after|");
  EXPECT_EQ(
      complaints(bare_warning(R"("areas":[{"latitude":91,"longitude":0},{"latitude":1},{"radius_km":2}])")),
      "/areas/0/latitude|/areas/1|/areas/2|/areas/2/radius_km|");
  EXPECT_EQ(complaints(bare_warning(fmt::format(R"("supersedes_refs":["{}"])", report))),
            "/supersedes_refs/0|");
  EXPECT_EQ(complaints(bare_warning(R"("adressed":"a slip of the pen")")), "?/adressed|");
}

TEST(WorkTypes, AnObjectNamesTheExtensionThatDeclaresItsType) {
  const std::string own =
      fmt::format(R"("warning_ref":"{}","warning_modified":"2026-05-01T10:00:00.000Z","asked_by_ref":"{}",)"
                  R"("service_ref":"{}","officer":"duty officer 3","action":"received","status":"exercise")",
                  warning, service, other);
  EXPECT_EQ(complaints(object("acknowledgement", own)), "");
  std::string undeclared = object("acknowledgement", own);
  undeclared.erase(undeclared.find("\"extensions\""),
                   undeclared.find("\"created\"") - undeclared.find("\"extensions\""));
  EXPECT_EQ(complaints(undeclared), "/extensions|");
  // Naming the extension of another type declares nothing.
  std::string wrong = object("acknowledgement", own);
  const std::string key(tables::find_type("acknowledgement")->declared_by);
  wrong.replace(wrong.find(key), key.size(), tables::find_type("threat-warning")->declared_by);
  EXPECT_EQ(complaints(wrong),
            fmt::format("/extensions/{}|/extensions|", tables::find_type("threat-warning")->declared_by));
}

TEST(WorkTypes, AnAcknowledgementSaysWhoseWarningWhichVersionAndWho) {
  EXPECT_EQ(complaints(object("acknowledgement", R"("note":"yes")")),
            "/action|/asked_by_ref|/officer|/service_ref|/status|/warning_modified|/warning_ref|");
}

TEST(WorkTypes, AnOutcomeIsOfAWarningOfAReviewOrOfNeither) {
  const std::string own = fmt::format(
      R"("name":"Nothing happened","outcome":"did-not-occur","officer":"duty officer 3","status":"actual",)"
      R"("service_ref":"{}")",
      service);
  EXPECT_EQ(complaints(
                object("outcome-report", own + fmt::format(R"(,"report_on":"attack","addressed_refs":["{}"],)"
                                                           R"("report_by":"2026-05-09T10:00:00Z")",
                                                           other))),
            "");
  EXPECT_EQ(
      complaints(object("outcome-report", own + fmt::format(R"(,"report_on":"warning","warning_ref":"{}",)"
                                                            R"("asked_by_ref":"{}")",
                                                            warning, other))),
      "");
  EXPECT_EQ(complaints(object("outcome-report",
                              own + fmt::format(R"(,"report_on":"warning","warning_ref":"{}")", warning))),
            "/warning_ref|");
  EXPECT_EQ(
      complaints(object("outcome-report",
                        own + fmt::format(R"(,"report_on":"review","warning_ref":"{}","review_of_ref":"{}",)"
                                          R"("asked_by_ref":"{}")",
                                          warning, report, other))),
      "|");
  EXPECT_EQ(
      complaints(object("outcome-report",
                        own + R"(,"report_on":"attack","killed":-1,"contributions":[{"description":"x"}])")),
      "/contributions/0/service_ref|/killed|");
}

}  // namespace
}  // namespace tansiq::stix

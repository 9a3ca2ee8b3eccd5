#include "stix/report.h"

#include <gtest/gtest.h>

namespace tansiq::stix {
namespace {

using namespace std::string_literals;

constexpr std::string_view report_id = "report--7f6b6a0e-2d0f-4a43-8a1d-1f3c5b7d9e11";

base::Time at(std::string_view text) {
  return base::parse_time(text).value();
}

TEST(FiledReport, KeepsTheBytesAndNamesItself) {
  Reader reader;
  const std::string text = "\r\n  \t\n  اجتماع تنسيقي في مدينة مخترعة  \r\nالسطر الثاني\0 end\n"s;
  ReportNotes notes;
  notes.lang = "ar";
  notes.source = "Invented Daily";
  notes.source_url = "https://news.example.com/1";
  notes.grade = "B2";
  notes.created_by_ref = "identity--2d1c6ab3-5e4e-48ac-a32b-f0c01c2836a8";
  notes.published = at("2026-04-30T06:00:00Z");
  const auto filed = file_report(reader, text, notes, report_id, at("2026-05-01T10:00:00.1239Z"));
  ASSERT_TRUE(filed) << filed.error().text();
  EXPECT_NE(text.find('\0'), std::string::npos);
  EXPECT_EQ(payload_of(filed->artifact).value(), text);
  EXPECT_TRUE(filed->artifact.warnings.empty());
  EXPECT_TRUE(filed->report.warnings.empty());
  EXPECT_EQ(filed->report.lang, "ar");
  EXPECT_EQ(filed->report.created_by_ref, notes.created_by_ref);
  const std::string& bytes = filed->report.bytes;
  EXPECT_NE(bytes.find(R"("name":"اجتماع تنسيقي في مدينة مخترعة")"), std::string::npos) << bytes;
  EXPECT_NE(bytes.find(R"("labels":["grade:B2"])"), std::string::npos);
  EXPECT_NE(bytes.find(R"([{"source_name":"Invented Daily","url":"https://news.example.com/1"}])"),
            std::string::npos);
  EXPECT_NE(bytes.find(R"("published":"2026-04-30T06:00:00.000Z")"), std::string::npos);
  EXPECT_NE(bytes.find(R"("created":"2026-05-01T10:00:00.123Z")"), std::string::npos);
  EXPECT_NE(bytes.find("\"object_refs\":[\"" + filed->artifact.id + "\"]"), std::string::npos);
}

TEST(FiledReport, TheSameTextIsTheSameArtifact) {
  Reader reader;
  const auto one = file_report(reader, "text", {}, report_id, at("2026-05-01T10:00:00Z"));
  const auto two = file_report(reader, "text", {}, report_id, at("2027-05-01T10:00:00Z"));
  const auto other = file_report(reader, "text\n", {}, report_id, at("2026-05-01T10:00:00Z"));
  ASSERT_TRUE(one && two && other);
  EXPECT_EQ(one->artifact, two->artifact);
  EXPECT_NE(one->artifact.id, other->artifact.id);
  EXPECT_NE(one->report.bytes, two->report.bytes);
}

TEST(FiledReport, CutsALongTitleBetweenCharacters) {
  Reader reader;
  std::string text;
  for (int i = 0; i < 300; ++i) text += "é";
  const auto filed = file_report(reader, "a" + text, {}, report_id, at("2026-05-01T10:00:00Z"));
  ASSERT_TRUE(filed) << filed.error().text();
  EXPECT_NE(filed->report.bytes.find("é…\""), std::string::npos);
  const auto blank = file_report(reader, " \n\n", {}, report_id, at("2026-05-01T10:00:00Z"));
  ASSERT_TRUE(blank);
  EXPECT_NE(blank->report.bytes.find("(untitled)"), std::string::npos);
}

TEST(FiledReport, RefusesWhatItCannotKeep) {
  Reader reader;
  const auto now = at("2026-05-01T10:00:00Z");
  EXPECT_FALSE(file_report(reader, "", {}, report_id, now));
  EXPECT_FALSE(file_report(reader, "\xc7\xe1\xda", {}, report_id, now));
  ReportNotes notes;
  notes.grade = "G9";
  EXPECT_FALSE(file_report(reader, "text", notes, report_id, now));
  notes.grade = "A1";
  notes.lang = "not a language";
  EXPECT_FALSE(file_report(reader, "text", notes, report_id, now));
  EXPECT_FALSE(file_report(reader, "text", {}, "report--1", now));
}

TEST(FiledReport, OnlyAnArtifactCarriesAPayload) {
  Reader reader;
  const auto address = reader.read_object(
      R"({"type":"ipv4-addr","id":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4","value":"198.51.100.3"})");
  ASSERT_TRUE(address);
  EXPECT_EQ(payload_of(*address).error().fault, base::Fault::not_found);
}

}  // namespace
}  // namespace tansiq::stix

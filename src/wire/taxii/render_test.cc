#include "wire/taxii/render.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace tansiq::wire::taxii {
namespace {

const base::Time first_added = base::parse_time("2026-05-01T10:00:00.000001Z").value();
const base::Time last_added = base::parse_time("2026-05-01T10:00:00.5Z").value();

store::RecordView record(std::string_view id, std::string_view version, base::Time added,
                         std::string_view bytes) {
  store::RecordView view;
  view.id = id;
  view.version = version;
  view.added = added;
  view.bytes = bytes;
  return view;
}

std::string field_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.fields) {
    if (key == name) return value;
  }
  return "absent";
}

node::acts::Consulted consulted(std::size_t count, bool more) {
  node::acts::Consulted consulted;
  consulted.count = count;
  consulted.more = more;
  if (count > 0) {
    consulted.first_added = first_added;
    consulted.last_added = last_added;
  }
  return consulted;
}

TEST(Page, OfObjectsIsTheStoredBytes) {
  Page page(Page::Kind::objects, 2);
  page.add(record("a--1", "v", first_added, R"({"id":"a--1","name":"é"})"));
  page.add(record("b--2", "v", last_added, R"({"id":"b--2"})"));
  const auto response = page.answer(consulted(2, true), "cursor");
  EXPECT_EQ(response.body,
            R"({"objects":[{"id":"a--1","name":"é"},{"id":"b--2"}],"more":true,"next":"cursor"})");
  EXPECT_EQ(field_of(response, "Content-Type"), "application/taxii+json;version=2.1");
  EXPECT_EQ(field_of(response, "X-TAXII-Date-Added-First"), "2026-05-01T10:00:00.000001Z");
  EXPECT_EQ(field_of(response, "X-TAXII-Date-Added-Last"), "2026-05-01T10:00:00.500000Z");
}

TEST(Page, OfAManifestKeepsTheTextOfTheVersion) {
  Page page(Page::Kind::manifest, 1);
  page.add(record("a--1", "2026-05-01T10:00:00.10Z", last_added, {}));
  EXPECT_EQ(page.answer(consulted(1, false), {}).body,
            R"({"objects":[{"id":"a--1","date_added":"2026-05-01T10:00:00.500000Z",)"
            R"("version":"2026-05-01T10:00:00.10Z","media_type":"application/stix+json;version=2.1"}]})");
}

TEST(Page, OfVersionsNamesEachOnce) {
  Page page(Page::Kind::versions, 3);
  page.add(record("a--1", "1", first_added, {}));
  page.add(record("a--1", "1", first_added, {}));
  page.add(record("a--1", "2", last_added, {}));
  EXPECT_EQ(page.answer(consulted(3, false), {}).body, R"({"versions":["1","2"]})");
}

TEST(Page, WithoutRecordsIsAnEmptyObjectWithoutDates) {
  const auto response = Page(Page::Kind::objects, 10).answer(consulted(0, false), {});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "{}");
  EXPECT_EQ(field_of(response, "X-TAXII-Date-Added-First"), "absent");
}

TEST(Status, CountsAddUp) {
  store::Submission submission;
  submission.id = "0b0d4b0c-53a4-4a1e-8c2a-2f6f6f0a7f10";
  submission.successes_count = 2;
  submission.successes = {{"a--1", "v1", {}}, {"a--2", "v2", {}}};
  submission.failures = {{"b--1", "", "no \"type\"\n"}};
  const auto status = boost::json::parse(status_text(submission)).as_object();
  EXPECT_EQ(status.at("status"), "complete");
  EXPECT_EQ(status.at("total_count"), 3);
  EXPECT_EQ(status.at("success_count"), 2);
  EXPECT_EQ(status.at("failure_count"), 1);
  EXPECT_EQ(status.at("pending_count"), 0);
  EXPECT_EQ(status.at("failures").at(0).at("message"), "no \"type\"\n");
  EXPECT_EQ(status.at("successes").as_array().size(), 2U);
}

TEST(Refusal, TellsTheStatusAndHidesTheInside) {
  const auto missing = refusal({base::Fault::invalid, "is not a number", "limit", {}});
  const auto error = boost::json::parse(missing.body).as_object();
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(error.at("http_status"), "400");
  EXPECT_EQ(error.at("description"), "limit: is not a number");
  EXPECT_FALSE(error.at("title").as_string().empty());
  const auto inside = refusal({base::Fault::internal, "SELECT failed on disk", "/var/lib", {}});
  EXPECT_EQ(inside.status, 500);
  EXPECT_EQ(inside.body.find("SELECT"), std::string::npos);
  EXPECT_NE(field_of(refusal({base::Fault::unauthenticated, "x", {}, {}}), "WWW-Authenticate"), "absent");
  EXPECT_EQ(field_of(refusal({base::Fault::busy, "x", {}, {}}), "Retry-After"), "1");
}

}  // namespace
}  // namespace tansiq::wire::taxii

// One node from its first officer to a backup: what its officers, its clients and its oversight see over
// HTTPS.

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <thread>

#include "source_dir.h"
#include "tests/scenarios/served_node.h"

namespace tansiq::scenarios {
namespace {

class OneNode : public ::testing::Test {
 protected:
  std::string account(const std::string& name, bool read, bool write) {
    auto lea = node.administrator();
    const auto added = lea.ask(
        "POST", "/v1/accounts",
        fmt::format(
            R"({{"name":"{}","purpose":"monitoring","basis":"Act 9","grants":[{{"collection":"records","read":{},"write":{}}}]}})",
            name, read, write));
    EXPECT_EQ(added.status, 200) << added.text;
    return Somebody::password(name, added.at("password"));
  }
  [[nodiscard]] std::string taxii(const std::string& rest) const {
    return "/taxii2/root/collections/" + node.collection() + "/" + rest;
  }
  ServedNode node;
};

std::string many(int first, int count) {
  std::string list = "[";
  for (int i = first; i < first + count; ++i)
    list += (i > first ? "," : "") + campaign(i, "n" + std::to_string(i));
  return list + "]";
}

TEST_F(OneNode, WhatAnAnalystFilesATaxiiClientReadsAndOversightSeesBoth) {
  Somebody amina(node.port(), node.enrol("amina", "analyst"));
  Somebody omar(node.port(), node.enrol("omar", "oversight"));
  Somebody siem(node.port(), account("siem", true, false));

  const auto published = amina.ask("POST", "/v1/records?grade=B2&tlp=amber", many(1, 250));
  ASSERT_EQ(published.status, 200) << published.text;
  EXPECT_EQ(published.body.at("created").as_int64(), 250);

  // The client walks all of it.
  std::set<std::string> walked;
  std::string next;
  do {
    const auto page = siem.get(taxii("objects/?limit=100" + (next.empty() ? "" : "&next=" + next)));
    ASSERT_EQ(page.status, 200) << page.text;
    for (const auto& object : page.body.at("objects").as_array())
      EXPECT_TRUE(walked.insert(std::string(object.at("id").as_string())).second);
    const auto* more = page.body.as_object().if_contains("more");
    next = more != nullptr && more->as_bool() ? page.at("next") : "";
    EXPECT_EQ(page.text.find("B2"), std::string::npos) << "handling never travels";
  } while (!next.empty());
  EXPECT_EQ(walked.size(), 250U);
  EXPECT_EQ(
      siem.ask("POST", taxii("objects/"), R"({"objects":[]})", "application/taxii+json;version=2.1").status,
      403);
  EXPECT_EQ(siem.get("/v1/records/" + campaign_id(1)).status, 403) << "handling is not for accounts";

  // A correction shows at once, an erasure as well.
  const auto corrected =
      amina.ask("PATCH", "/v1/records/" + campaign_id(1) + "?reason=typo", R"({"name":"renamed"})");
  ASSERT_EQ(corrected.status, 200) << corrected.text;
  EXPECT_NE(siem.get(taxii("objects/" + campaign_id(1) + "/")).text.find("renamed"), std::string::npos);
  EXPECT_EQ(siem.get(taxii("objects/" + campaign_id(1) + "/versions/")).body.at("versions").as_array().size(),
            2U);
  EXPECT_EQ(amina.ask("DELETE", "/v1/records/" + campaign_id(2) + "?reason=court%20order").status, 200);
  EXPECT_EQ(siem.get(taxii("objects/" + campaign_id(2) + "/")).status, 404);

  // Oversight sees who read it, what for, and on which basis.
  const auto journal = omar.get("/v1/journal?actor=siem&act=consult&limit=1000");
  ASSERT_EQ(journal.status, 200) << journal.text;
  const auto& entries = journal.body.at("entries").as_array();
  EXPECT_EQ(entries.size(), 6U);
  for (const auto& entry : entries) {
    EXPECT_EQ(entry.at("purpose").as_string(), "monitoring");
    EXPECT_EQ(entry.at("basis").as_string(), "Act 9");
  }
  EXPECT_TRUE(omar.get("/v1/journal/verify").body.at("intact").as_bool());
  const auto history = omar.get("/v1/records/" + campaign_id(1) + "/history");
  EXPECT_EQ(history.body.at("versions").as_array().size(), 2U);
  EXPECT_NE(history.text.find("\"actor\":\"siem\""), std::string::npos);
  EXPECT_EQ(amina.get("/v1/records/" + campaign_id(1) + "/history").text.find("\"actor\":\"siem\""),
            std::string::npos);
}

TEST_F(OneNode, GoesOnAfterARestart) {
  const auto token = node.enrol("amina", "analyst");
  const auto basic = account("siem", true, true);
  std::string next;
  {
    Somebody amina(node.port(), token);
    ASSERT_EQ(amina.ask("POST", "/v1/records", many(1, 30)).status, 200);
    next = amina.get("/v1/records?limit=10").at("next");
  }
  node.restart();
  Somebody amina(node.port(), token);
  const auto page = amina.get("/v1/records?limit=10&next=" + next);
  ASSERT_EQ(page.status, 200) << page.text;
  EXPECT_EQ(page.body.at("records").at(0).at("id").as_string(), campaign_id(11));
  Somebody siem(node.port(), basic);
  EXPECT_EQ(siem.get(taxii("objects/?limit=5")).status, 200);
  EXPECT_EQ(siem.ask("DELETE", taxii("objects/" + campaign_id(3) + "/")).status, 200);
}

TEST_F(OneNode, WhoIsDisabledIsOutAtOnce) {
  Somebody amina(node.port(), node.enrol("amina", "analyst"));
  auto lea = node.administrator();
  EXPECT_EQ(amina.get("/v1/whoami").at("name"), "amina");
  EXPECT_EQ(lea.ask("PATCH", "/v1/officers/amina", R"({"disabled":true})").status, 200);
  EXPECT_EQ(amina.get("/v1/whoami").status, 401);
  EXPECT_EQ(lea.ask("PATCH", "/v1/officers/lea", R"({"disabled":true})").status, 409);
  EXPECT_EQ(lea.get("/v1/records").status, 403) << "who runs the node does not read its records";
}

TEST_F(OneNode, ABackupOpensAsANode) {
  Somebody amina(node.port(), node.enrol("amina", "analyst"));
  ASSERT_EQ(amina.ask("POST", "/v1/records", many(1, 100)).status, 200);
  const auto written = node.administrator().ask("POST", "/v1/backup", R"({"name":"monday"})");
  ASSERT_EQ(written.status, 200) << written.text;
  const auto checked = store::sqlite::check(written.at("file"));
  ASSERT_TRUE(checked) << checked.error().text();
  EXPECT_EQ(checked->totals.records, 100);
}

TEST_F(OneNode, ReportsComeBackByteForByte) {
  const char* shared = std::getenv("TANSIQ_SHARED");  // NOLINT(concurrency-mt-unsafe)
  const auto texts = std::filesystem::path(shared != nullptr ? shared : TANSIQ_SOURCE_DIR "/../shared") /
                     "data/reports/texts";
  if (!std::filesystem::exists(texts)) GTEST_SKIP() << "no shared data at " << texts;
  Somebody amina(node.port(), node.enrol("amina", "analyst"));
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(texts)) {
    std::ifstream in(file.path(), std::ios::binary);
    std::ostringstream read;
    read << in.rdbuf();
    const std::string text = read.str();
    const auto filed =
        amina.ask("POST", "/v1/reports?lang=ar&source=press&grade=C3&tlp=clear", text, "text/plain");
    ASSERT_EQ(filed.status, 200) << filed.text;
    EXPECT_EQ(filed.at("sha256"), base::to_hex(base::view(base::sha256(text))));
    EXPECT_EQ(amina.get("/v1/records/" + filed.at("report") + "/payload").text, text) << file.path();
    ++count;
  }
  EXPECT_GE(count, 5U);
}

TEST_F(OneNode, AnExportImportsElsewhereAsTheSame) {
  Somebody amina(node.port(), node.enrol("amina", "analyst"));
  ASSERT_EQ(amina.ask("POST", "/v1/records", many(1, 70)).status, 200);
  ASSERT_EQ(amina.ask("PATCH", "/v1/records/" + campaign_id(5), R"({"description":"more"})").status, 200);
  std::string lines;
  std::string next;
  do {
    const auto page = amina.get("/v1/export?limit=30" + (next.empty() ? "" : "&next=" + next));
    ASSERT_EQ(page.status, 200);
    lines += page.text;
    next = page.field("Tansiq-Next");
  } while (!next.empty());
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 71);

  ServedNode other;
  Somebody karim(other.port(), other.enrol("karim", "analyst"));
  const auto imported = karim.ask("POST", "/v1/records", lines, "application/x-ndjson");
  ASSERT_EQ(imported.status, 200) << imported.text;
  EXPECT_EQ(imported.body.at("created").as_int64(), 70);
  EXPECT_EQ(imported.body.at("versions").as_int64(), 1);
  EXPECT_EQ(amina.ask("POST", "/v1/records", lines, "application/x-ndjson").body.at("same").as_int64(), 71);
}

TEST_F(OneNode, ManyAnalystsAtOnceLoseNothing) {
  const auto token = node.enrol("amina", "analyst");
  constexpr int writers = 6;
  constexpr int each = 40;
  std::vector<std::thread> threads;
  std::atomic<int> created{0};
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      Somebody amina(node.port(), token);
      for (int i = 0; i < each; ++i) {
        const auto answered = amina.ask("POST", "/v1/records", campaign(1000 * (w + 1) + i, "n"));
        if (answered.status == 200) created += static_cast<int>(answered.body.at("created").as_int64());
      }
    });
  }
  // All correct one record meanwhile: each either makes the next version or is told that it came too late.
  Somebody amina(node.port(), token);
  ASSERT_EQ(amina.ask("POST", "/v1/records", campaign(1, "contended")).status, 200);
  std::atomic<int> versions{1};
  for (int w = 0; w < 2; ++w) {
    threads.emplace_back([&, w] {
      Somebody karim(node.port(), token);
      for (int i = 0; i < each; ++i) {
        const auto answered =
            karim.ask("PATCH", "/v1/records/" + campaign_id(1), fmt::format(R"({{"name":"{} {}"}})", w, i));
        EXPECT_TRUE(answered.status == 200 || answered.status == 409) << answered.text;
        versions += answered.status == 200 ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(created, writers * each);
  EXPECT_EQ(amina.get("/v1/records/" + campaign_id(1)).body.at("versions").as_int64(), versions);
  std::set<std::string> added;
  std::string last;
  std::string next;
  do {
    const auto page =
        amina.get("/v1/records?version=all&summary=true&limit=100" + (next.empty() ? "" : "&next=" + next));
    ASSERT_EQ(page.status, 200) << page.text;
    for (const auto& record : page.body.at("records").as_array()) {
      const std::string when(record.at("added").as_string());
      EXPECT_LT(last, when);
      last = when;
      added.insert(when);
    }
    next = page.body.at("more").as_bool() ? page.at("next") : "";
  } while (!next.empty());
  EXPECT_EQ(added.size(), static_cast<std::size_t>(writers * each + versions));
}

}  // namespace
}  // namespace tansiq::scenarios

// The ledger notices each kind of damage: a check that cannot fail says nothing.

#include "faults/ledger.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "conformance/tiny_taxii.h"
#include "store/sqlite/sqlite.h"

namespace tansiq::faults {
namespace {

using conformance::indicator;
using conformance::TinyTaxii;

Access access_of(const TinyTaxii& server) {
  const auto options = server.options();
  return {options.url, "/api/", options.collection, options.login->user, options.login->password, "", 0};
}

void post(const TinyTaxii& server, const std::vector<conformance::json::object>& objects) {
  auto options = server.options();
  options.api_root = "/api/";
  conformance::Suite suite(options);
  ASSERT_EQ(suite.discover(), std::nullopt);
  ASSERT_EQ(suite.post(objects).status, 202);
}

std::string first_wrong(const Ledger& ledger, const TinyTaxii& server) {
  const auto wrong = ledger.held_against(access_of(server));
  return wrong.empty() ? "" : wrong[0].substr(0, wrong[0].find(':'));
}

TEST(Ledger, IsContentWithWhatIsRight) {
  const TinyTaxii server(0);
  Ledger ledger;
  const auto objects = conformance::indicators(5);
  ledger.sending(objects);
  EXPECT_EQ(first_wrong(ledger, server), "") << "sent and never answered: may be missing";
  post(server, objects);
  EXPECT_EQ(first_wrong(ledger, server), "") << "sent and never answered: may be there";
  ledger.acknowledged(objects);
  EXPECT_EQ(first_wrong(ledger, server), "");
  EXPECT_EQ(ledger.acknowledged_count(), 5U);
}

TEST(Ledger, NoticesALostObject) {
  const TinyTaxii server(0);
  Ledger ledger;
  const auto objects = conformance::indicators(2);
  ledger.sending(objects);
  ledger.acknowledged(objects);
  post(server, {objects[0]});
  EXPECT_EQ(first_wrong(ledger, server), "acknowledged and lost");
}

TEST(Ledger, NoticesAStranger) {
  const TinyTaxii server(0);
  post(server, {indicator()});
  EXPECT_EQ(first_wrong(Ledger(), server), "never sent");
}

TEST(Ledger, NoticesAChange) {
  const TinyTaxii server(13);  // changes texts
  Ledger ledger;
  const auto objects = conformance::indicators(1);
  ledger.sending(objects);
  post(server, objects);
  EXPECT_EQ(first_wrong(ledger, server), "changed");
}

TEST(Ledger, NoticesARepetition) {
  const TinyTaxii server(73);  // stores an exact duplicate again
  Ledger ledger;
  const auto object = indicator();
  ledger.sending({object});
  post(server, {object});
  EXPECT_EQ(first_wrong(ledger, server), "");
  post(server, {object});
  EXPECT_EQ(first_wrong(ledger, server), "twice");
}

TEST(Ledger, NoticesDatesThatDoNotRise) {
  const TinyTaxii server(67);  // one date for a whole envelope
  Ledger ledger;
  const auto objects = conformance::indicators(3);
  ledger.sending(objects);
  post(server, objects);
  EXPECT_TRUE(first_wrong(ledger, server).starts_with("date_added"));
}

TEST(StoreProblem, IsFoundInADamagedFile) {
  namespace fs = std::filesystem;
  const std::string folder = fs::temp_directory_path().string() + "/ledger-test-" + std::to_string(getpid());
  fs::remove_all(folder);
  fs::create_directories(folder);
  store::sqlite::Options options;
  options.directory = folder;
  options.create = true;
  ASSERT_TRUE(store::sqlite::open(options));
  EXPECT_EQ(store_problem(folder), "");
  const auto size = fs::file_size(folder + "/tansiq.db");
  std::fstream file(folder + "/tansiq.db", std::ios::in | std::ios::out | std::ios::binary);
  for (std::uintmax_t at = 4096; at < size; at += 512) {
    file.seekp(static_cast<std::streamoff>(at));
    file << "broken";
  }
  file.close();
  EXPECT_NE(store_problem(folder), "");
  EXPECT_NE(store_problem(folder + ".nowhere-to-be-found"), "");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace tansiq::faults

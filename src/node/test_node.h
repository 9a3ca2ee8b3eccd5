#pragma once

/// For tests only: a node over a fresh store in a folder of its own, with a clock that tests move.

#include <atomic>
#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "node/node.h"
#include "store/sqlite/sqlite.h"

namespace tansiq::node::testing {

inline const Time some_day = *base::parse_time("2026-05-01T10:00:00Z");

class TestNode {
 public:
  TestNode() {
    auto pattern = (std::filesystem::temp_directory_path() / "tansiq-node-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    open(true);
    const auto put = store_->write(0, [this](store::Transaction& transaction) -> Result<> {
      store::Collection records;
      records.id = "91a7b528-80eb-42ed-a74d-c6fbd5a26116";
      records.alias = "records";
      records.title = "Records";
      const auto number = transaction.put(records);
      if (!number) return base::fail(number);
      collection_ = *number;
      return {};
    });
    if (!put) throw std::runtime_error(put.error().text());
  }
  ~TestNode() {
    node_.reset();
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TestNode(const TestNode&) = delete;
  TestNode& operator=(const TestNode&) = delete;

  Node& operator*() { return *node_; }
  Node* operator->() { return node_.get(); }
  store::Store& store() { return *store_; }
  [[nodiscard]] std::int64_t collection() const { return collection_; }
  [[nodiscard]] const std::string& folder() const { return folder_; }

  /// Puts a backup in the place of the store, as between an end of the node and its next start.
  void restore(const std::string& backup) {
    node_.reset();
    store_.reset();
    const auto restored = store::sqlite::restore(backup, folder_ + "/store");
    if (!restored) throw std::runtime_error(restored.error().text());
    open(false);
  }

  /// Ends the node as a power cut would between two commits, and starts it again.
  void restart() {
    node_.reset();
    store_.reset();
    open(false);
  }

  void move_clock(std::chrono::microseconds by) { ticks_->fetch_add(by.count()); }

  /// The entries of the journal, the oldest first.
  std::vector<journal::Entry> entries() {
    const auto reader = store_->read();
    EXPECT_TRUE(reader);
    return *(*reader)->journal({.from = 0, .actor = {}, .act = {}, .subject = {}, .limit = 100'000});
  }

 private:
  void open(bool create) {
    store::sqlite::Options options;
    options.directory = folder_ + "/store";
    options.create = create;
    options.clock = clock();
    auto opened = store::sqlite::open(options);
    if (!opened) throw std::runtime_error(opened.error().text());
    store_ = std::move(*opened);
    node_ = std::make_unique<Node>(*store_, clock(), Limits{}, "A service");
    node_->backup_folder = folder_ + "/backups";
    node_->erased_file = folder_ + "/store/erased";
  }

  base::Clock clock() {
    return [ticks = ticks_] { return Time(std::chrono::microseconds(ticks->load())); };
  }

  std::shared_ptr<std::atomic<std::int64_t>> ticks_ =
      std::make_shared<std::atomic<std::int64_t>>(some_day.time_since_epoch().count());
  std::string folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Node> node_;
  std::int64_t collection_ = 0;
};

/// An officer who says why.
inline Actor officer(std::vector<Role> roles) {
  Actor actor;
  actor.name = "amina";
  actor.roles = std::move(roles);
  actor.purpose = {"counter-terrorism", "Act 12, article 3", "7/2026"};
  return actor;
}

/// An account with a grant on one collection.
inline Actor account(std::int64_t collection, bool can_read, bool can_write) {
  Actor actor;
  actor.name = "siem";
  actor.principal = 77;
  actor.kind = store::Principal::Kind::account;
  actor.grants = {{collection, can_read, can_write}};
  actor.purpose = {"counter-terrorism", "Act 12, article 3", ""};
  return actor;
}

/// An invented campaign in one version.
inline std::string campaign(int number, const std::string& name, const std::string& modified) {
  char id[64];
  std::snprintf(id, sizeof id, "campaign--00000000-0000-4000-8000-%012d", number);
  return R"({"type":"campaign","spec_version":"2.1","id":")" + std::string(id) +
         R"(","created":"2026-04-01T00:00:00.000Z","modified":")" + modified + R"(","name":")" + name + "\"}";
}

inline std::string campaign_id(int number) {
  char id[64];
  std::snprintf(id, sizeof id, "campaign--00000000-0000-4000-8000-%012d", number);
  return id;
}

inline constexpr const char* first_version = "2026-04-01T00:00:00.000Z";
inline constexpr const char* second_version = "2026-04-02T00:00:00.000Z";

}  // namespace tansiq::node::testing

#pragma once

/// What the tests of the store share: a directory that goes away, a clock that they set, small objects.

#include <atomic>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tansiq::store::sqlite::kit {

namespace fs = std::filesystem;

/// A fresh directory, removed at the end: in memory where the system has a place for that, since no test that
/// uses it asks whether a real disk keeps its word.
class Folder {
 public:
  Folder() {
    static std::atomic<int> count = 0;
    const fs::path memory = "/dev/shm";
    std::error_code ignored;
    const bool has_memory = fs::is_directory(memory, ignored) && ::access(memory.c_str(), W_OK) == 0;
    path_ = (has_memory ? memory : fs::temp_directory_path()) /
            fmt::format("tansiq-store-{}-{}", ::getpid(), ++count);
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string path(const std::string& name = {}) const {
    return name.empty() ? path_.string() : (path_ / name).string();
  }

 private:
  fs::path path_;
};

inline constexpr Time start{std::chrono::microseconds{1'790'000'000'000'000}};

/// A clock that the test sets; every look moves it a little.
struct Hands {
  std::shared_ptr<std::atomic<std::int64_t>> at =
      std::make_shared<std::atomic<std::int64_t>>(start.time_since_epoch().count());
  [[nodiscard]] base::Clock clock() const {
    return [at = at] { return Time{std::chrono::microseconds{at->fetch_add(10)}}; };
  }
  void move(std::chrono::microseconds by) const { at->fetch_add(by.count()); }
};

/// An identifier with a random-looking UUID (version 4) made from a number.
inline std::string id_of(int number, const std::string& type = "indicator") {
  return fmt::format("{}--{:08x}-1111-4111-8111-{:012x}", type, static_cast<unsigned>(number) * 2654435761U,
                     number);
}

inline stix::Object object_of(const std::string& id, const std::string& version,
                              const std::string& content = "x", stix::Spec spec = stix::Spec::v2_1) {
  stix::Object object;
  object.id = id;
  object.type = id.substr(0, id.find("--"));
  object.version = version;
  object.spec = spec;
  object.bytes = fmt::format(R"({{"id":"{}","modified":"{}","name":"{}"}})", id, version, content);
  return object;
}

inline constexpr const char* v1 = "2026-01-01T00:00:00.000Z";
inline constexpr const char* v2 = "2026-01-02T00:00:00.000Z";
inline constexpr const char* v3 = "2026-01-03T00:00:00.000Z";

/// A store with one collection, open.
struct Opened {
  std::unique_ptr<Store> store;
  std::int64_t collection = 0;
};

inline Options options_for(const Folder& folder, const Hands& hands = {}) {
  Options options;
  options.directory = folder.path("store");
  options.create = true;
  options.clock = hands.clock();
  return options;
}

inline Opened open_with_collection(const Options& options) {
  Opened opened;
  auto store = open(options);
  EXPECT_TRUE(store.has_value()) << (store ? "" : store.error().text());
  if (!store) return opened;
  opened.store = std::move(*store);
  const auto done = opened.store->write(100, [&](Transaction& tx) -> Result<> {
    auto held = tx.collection("records");
    if (!held) return base::fail(held);
    if (*held) {
      opened.collection = (*held)->number;
      return {};
    }
    Collection made;
    made.id = "91a7b528-80eb-42ed-a74d-c6fbd5a26116";
    made.alias = "records";
    made.title = "Records";
    auto number = tx.put(made);
    if (!number) return base::fail(number);
    opened.collection = *number;
    return {};
  });
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
  return opened;
}

/// Adds objects in one write, as one act.
inline Result<std::vector<Added>> add(Opened& opened, const std::vector<stix::Object>& objects,
                                      const journal::Act& act = {.act = "publish", .actor = "r.haddad"}) {
  std::vector<Added> added;
  auto done = opened.store->write(1000, [&](Transaction& tx) -> Result<> {
    const auto entry = tx.append(act);
    if (!entry) return base::fail(entry);
    for (const auto& object : objects) {
      auto one = tx.add({.collection = opened.collection, .object = &object}, *entry);
      if (!one) return base::fail(one);
      added.push_back(*one);
    }
    return {};
  });
  if (!done) return base::fail(done);
  return added;
}

inline Added add_one(Opened& opened, const stix::Object& object) {
  auto added = add(opened, {object});
  EXPECT_TRUE(added.has_value()) << (added ? "" : added.error().text());
  return added ? added->front() : Added::conflict;
}

/// What a visit gave, kept.
struct Seen {
  std::string id, type, version, bytes;
  stix::Spec spec;
  Time added;
  std::int64_t number, handling, act;
};

inline std::vector<Seen> visit_all(Store& store, std::int64_t collection, const Filter& filter = {},
                                   bool* more = nullptr) {
  std::vector<Seen> seen;
  auto reader = store.read();
  EXPECT_TRUE(reader.has_value());
  auto result = (*reader)->visit(collection, filter, [&](const RecordView& record) {
    seen.push_back({std::string(record.id), std::string(record.type), std::string(record.version),
                    std::string(record.bytes), record.spec, record.added, record.number, record.handling,
                    record.act});
    return true;
  });
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().text());
  if (more != nullptr) *more = result.value_or(false);
  return seen;
}

inline std::vector<std::string> versions_of(const std::vector<Seen>& seen) {
  std::vector<std::string> versions;
  for (const auto& record : seen) versions.push_back(record.version);
  return versions;
}

/// Whether any file below the folder holds these bytes; names the file.
inline std::string file_holding(const std::string& folder, const std::string& bytes) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (content.find(bytes) != std::string::npos) return entry.path().string();
  }
  return {};
}

}  // namespace tansiq::store::sqlite::kit

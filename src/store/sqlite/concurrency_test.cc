// Writers, readers, a walker, an eraser and backups at once; made for ThreadSanitizer as much as for its own
// checks.

#include <atomic>
#include <set>
#include <thread>

#include "store/sqlite/store_test_kit.h"

namespace tansiq::store::sqlite {
namespace {

using namespace kit;

class Concurrency : public testing::Test {
 protected:
  static constexpr int writers = 6;
  static constexpr int each = 60;

  Folder folder;
  Options options = [this] {
    auto made = options_for(folder);
    made.clock = base::system_now;
    made.log_bytes = 64 * 4096;  // so that the log begins anew many times
    made.idle_readers = 2;
    return made;
  }();
  Opened opened = open_with_collection(options);

  void write(int writer) {
    for (int i = 0; i < each; ++i) {
      const auto added = add(opened, {object_of(id_of(writer * 1000 + i), v1, std::string(1500, 'c'))});
      EXPECT_TRUE(added.has_value()) << (added ? "" : added.error().text());
    }
  }
  /// Walks by date added until `total` were seen; every walk is exact although others write.
  void walk(std::size_t total) {
    Filter filter;
    filter.limit = 7;
    std::set<std::string> ids;
    Time last{};
    while (ids.size() < total) {
      const auto reader = opened.store->read();
      ASSERT_TRUE(reader.has_value());
      ASSERT_TRUE((*reader)
                      ->visit(opened.collection, filter,
                              [&](const RecordView& record) {
                                EXPECT_LT(last, record.added);
                                last = record.added;
                                EXPECT_TRUE(ids.emplace(record.id).second) << "given twice";
                                return true;
                              })
                      .has_value());
      if (last != Time{}) filter.added_after = last;
    }
  }
};

TEST_F(Concurrency, EveryWalkSeesEveryRecordOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i) threads.emplace_back([this, i] { write(i); });
  for (int i = 0; i < 3; ++i) threads.emplace_back([this] { walk(writers * each); });
  for (auto& thread : threads) thread.join();
  const auto reader = *opened.store->read();
  EXPECT_EQ(reader->totals()->records, writers * each);
  const auto entries = *reader->journal({.limit = 100'000});
  ASSERT_EQ(entries.size(), static_cast<std::size_t>(writers * each));
  base::Digest hash{};
  for (const auto& entry : entries) {
    ASSERT_TRUE(journal::verify(entry, entry.number - 1, hash).has_value());
    hash = entry.hash;
  }
}

TEST_F(Concurrency, ErasingAndCopyingAmongWriters) {
  std::atomic<int> running = writers;
  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i)
    threads.emplace_back([this, i, &running] {
      write(i);
      --running;
    });
  threads.emplace_back([this] {
    for (int i = 0; i < 20; ++i) {
      const auto id = id_of(900'000 + i);
      add_one(opened, object_of(id, v1, "secret"));
      std::size_t gone = 0;
      const auto done = opened.store->write(1, [&](Transaction& tx) -> Result<> {
        const auto act = tx.append({.act = "erase", .subject = id});
        gone = tx.erase(opened.collection, id, {.all = true}, {}, *act).value_or(0);
        return {};
      });
      EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
      EXPECT_EQ(gone, 1U);
    }
  });
  threads.emplace_back([this, &running] {
    for (int i = 0; running > 0 && i < 10; ++i) {
      const auto path = folder.path(fmt::format("backup-{}", i));
      const auto done = opened.store->backup(path, {});
      if (!done) {
        EXPECT_EQ(done.error().fault, base::Fault::busy) << done.error().text();
        continue;
      }
      const auto checked = check(path);
      EXPECT_TRUE(checked.has_value()) << (checked ? "" : checked.error().text());
    }
  });
  threads.emplace_back([this, &running] {
    while (running > 0) {
      static_cast<void>(visit_all(*opened.store, opened.collection));
      static_cast<void>(opened.store->load());
    }
  });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ((*opened.store->read())->totals()->records, writers * each);
  opened.store.reset();
  EXPECT_EQ(file_holding(folder.path("store"), "secret"), "");
  EXPECT_TRUE(check(folder.path("store/tansiq.db")).has_value());
}

}  // namespace
}  // namespace tansiq::store::sqlite

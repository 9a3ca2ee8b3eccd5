// Backups, restores, and who may open a store.

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>

#include "store/sqlite/store_test_kit.h"

namespace tansiq::store::sqlite {
namespace {

using namespace kit;
using base::Fault;

int mode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

/// Runs SQL on a database with nothing of ours in between.
void meddle(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
  sqlite3_close(db);
}

class Copying : public testing::Test {
 protected:
  Folder folder;
  Hands hands;
  Options options = options_for(folder, hands);
  Opened opened = open_with_collection(options);
  std::string database = folder.path("store/tansiq.db");

  void reopen() {
    opened.store.reset();
    opened = open_with_collection(options);
  }
  void erase(const std::string& id) {
    ASSERT_TRUE(opened.store
                    ->write(1,
                            [&](Transaction& tx) -> Result<> {
                              const auto act =
                                  tx.append({.act = "erase", .actor = "r.haddad", .subject = id});
                              const auto gone = tx.erase(opened.collection, id, {.all = true}, {}, *act);
                              return gone ? Result<>{} : Result<>(base::fail(gone));
                            })
                    .has_value());
  }
  std::size_t count() { return visit_all(*opened.store, opened.collection).size(); }
};

TEST_F(Copying, FilesAreForTheirOwnerOnly) {
  add_one(opened, object_of(id_of(1), v1));
  const auto copy = folder.path("backup");
  ASSERT_TRUE(opened.store->backup(copy, {}).has_value());
  EXPECT_EQ(mode_of(folder.path("store")), 0700);
  for (const auto& entry : fs::directory_iterator(folder.path("store")))
    EXPECT_EQ(mode_of(entry.path()), 0600) << entry.path();
  EXPECT_EQ(mode_of(copy), 0600);
}

TEST_F(Copying, OpeningMakesAStoreOnlyWhereAsked) {
  Options other = options;
  other.directory = folder.path("elsewhere");
  other.create = false;
  const auto missing = open(other);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().fault, Fault::not_found);
  EXPECT_FALSE(fs::exists(other.directory));
}

TEST_F(Copying, TwoProcessesNeverWriteToOneStore) {
  const auto second = open(options);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().fault, Fault::conflict);
  EXPECT_NE(second.error().what.find(std::to_string(::getpid())), std::string::npos) << second.error().text();
  opened.store.reset();
  EXPECT_TRUE(open(options).has_value());
}

TEST_F(Copying, ANewerSchemaIsRefusedInClearWords) {
  opened.store.reset();
  meddle(database, "PRAGMA user_version = 99");
  const auto refused = open(options);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().fault, Fault::unsupported);
  EXPECT_NE(refused.error().text().find("schema 99"), std::string::npos) << refused.error().text();
  EXPECT_NE(refused.error().text().find("newer"), std::string::npos);
}

TEST_F(Copying, ForeignFilesAreRefused) {
  opened.store.reset();
  meddle(folder.path("foreign.db"), "CREATE TABLE t (x)");
  EXPECT_FALSE(check(folder.path("foreign.db")).has_value());
  std::ofstream(folder.path("text")) << "this is no database, whatever its name says. "
                                     << std::string(5000, '.');
  const auto refused = restore(folder.path("text"), folder.path("store"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().fault, Fault::invalid);
  EXPECT_TRUE(fs::exists(database)) << "nothing was replaced";
  EXPECT_FALSE(restore(folder.path("nothing"), folder.path("store")).has_value());
}

TEST_F(Copying, ABackupOfARunningStoreIsOneMoment) {
  std::atomic<bool> stop = false;
  std::atomic<int> added = 0;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      // Two records a write: a copy that holds an odd number is no moment of the store.
      ASSERT_TRUE(add(opened, {object_of(id_of(2 * i), v1), object_of(id_of(2 * i + 1), v1)}).has_value());
      added += 2;
    }
  });
  while (added < 20) std::this_thread::yield();
  const int before = added;
  int steps = 0;
  const auto done = opened.store->backup(folder.path("backup"), [&](int pages, int all) {
    EXPECT_LE(pages, all);
    ++steps;
  });
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
  stop = true;
  writer.join();
  EXPECT_GT(steps, 0);
  const auto checked = check(folder.path("backup"));
  ASSERT_TRUE(checked.has_value()) << checked.error().text();
  EXPECT_GE(checked->totals.records, before);
  EXPECT_EQ(checked->totals.records % 2, 0);
  EXPECT_EQ(checked->totals.journal_entries, checked->totals.records / 2);
  const auto again = opened.store->backup(folder.path("backup"), {});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().fault, Fault::conflict);
  ASSERT_TRUE(backup(folder.path("store"), folder.path("second")).has_value()) << "as another process would";
  EXPECT_TRUE(check(folder.path("second")).has_value());
}

TEST_F(Copying, ARestoreBringsBackTheBackupAndKeepsWhatWas) {
  add_one(opened, object_of(id_of(1), v1));
  ASSERT_TRUE(opened.store->backup(folder.path("backup"), {}).has_value());
  add_one(opened, object_of(id_of(2), v1));
  EXPECT_FALSE(restore(folder.path("backup"), folder.path("store")).has_value()) << "it is open";
  opened.store.reset();
  const auto restored = restore(folder.path("backup"), folder.path("store"));
  ASSERT_TRUE(restored.has_value()) << restored.error().text();
  EXPECT_EQ(restored->backup.totals.records, 1);
  EXPECT_EQ(restored->erasures_applied, 0U);
  EXPECT_TRUE(fs::exists(restored->kept_aside + "/tansiq.db"));
  EXPECT_EQ(check(restored->kept_aside + "/tansiq.db")->totals.records, 2);
  reopen();
  EXPECT_EQ(count(), 1U);
  EXPECT_EQ(add_one(opened, object_of(id_of(2), v1)), Added::created);
  ASSERT_TRUE(restore(folder.path("backup"), folder.path("elsewhere")).has_value());
}

TEST_F(Copying, ARestoreBringsNothingErasedBack) {
  const std::string email_id = "email-addr--" + base::uuid_v5("00abedb4-aa42-466c-9c01-fed23315a9b7", "x");
  ASSERT_TRUE(add(opened, {object_of(email_id, std::string(stix::unversioned_version), "secret one")},
                  {.act = "publish", .subject = email_id}));
  add_one(opened, object_of(id_of(1), v1, "secret two"));
  add_one(opened, object_of(id_of(1), v2, "secret three"));
  add_one(opened, object_of(id_of(1), v2, "secret conflict"));
  add_one(opened, object_of(id_of(2), v1, "stays"));
  ASSERT_TRUE(opened.store->backup(folder.path("backup"), {}).has_value());
  erase(email_id);
  erase(id_of(1));
  add_one(opened, object_of(id_of(3), v1, "after"));
  opened.store.reset();
  fs::remove_all(folder.path("aside"));
  const auto restored = restore(folder.path("backup"), folder.path("store"));
  ASSERT_TRUE(restored.has_value()) << restored.error().text();
  EXPECT_EQ(restored->erasures_applied, 2U);
  EXPECT_EQ(file_holding(folder.path("store"), "secret"), "");
  EXPECT_EQ(file_holding(folder.path("store"), email_id), "");
  reopen();
  EXPECT_EQ(count(), 1U);
  const auto totals = *(*opened.store->read())->totals();
  EXPECT_EQ(totals.records, 1);
  EXPECT_EQ(totals.objects, 1);
  EXPECT_EQ(totals.conflicts, 0);
  opened.store.reset();
  EXPECT_TRUE(check(database).has_value()) << "the journal still verifies";
  // Again, and from the same backup: the list is as long as before, and does its work again.
  const auto twice = restore(folder.path("backup"), folder.path("store"));
  ASSERT_TRUE(twice.has_value()) << twice.error().text();
  EXPECT_EQ(twice->erasures_applied, 2U);
  // What was added after the restore is not hit by erasures of the time before.
  reopen();
  for (int i = 10; i < 30; ++i) add_one(opened, object_of(id_of(i), v1, "new"));
  reopen();
  EXPECT_EQ(count(), 21U);
}

TEST_F(Copying, ADamagedBackupReplacesNothing) {
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(add(opened, {object_of(id_of(i), v1)}, {.act = "publish", .actor = "r.haddad"}).has_value());
  const auto backup_file = folder.path("backup");
  ASSERT_TRUE(opened.store->backup(backup_file, {}).has_value());
  opened.store.reset();
  const std::vector<std::string> hands_on = {
      "UPDATE journal SET actor = 'l.amrani' WHERE number = 7",
      "UPDATE journal SET time = time + 1 WHERE number = 7",
      "UPDATE journal SET commitments = zeroblob(192) WHERE number = 7",
      "UPDATE journal SET salts = x'00' WHERE number = 7",
      "DELETE FROM journal WHERE number = 50",
      "DELETE FROM journal WHERE number = 1",
      "UPDATE state SET journal_entries = 49",
      "DELETE FROM state",
  };
  for (const auto& sql : hands_on) {
    const auto damaged = folder.path("damaged");
    fs::copy_file(backup_file, damaged, fs::copy_options::overwrite_existing);
    meddle(damaged, sql);
    const auto refused = restore(damaged, folder.path("store"));
    EXPECT_FALSE(refused.has_value()) << sql;
    fs::remove(damaged);
  }
  EXPECT_EQ(check(database)->totals.journal_entries, 50);
}

}  // namespace
}  // namespace tansiq::store::sqlite

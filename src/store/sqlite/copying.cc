#include "store/sqlite/copying.h"

#include <chrono>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "exchange/restore.h"
#include "store/exchange.h"
#include "store/sqlite/erasures.h"
#include "store/sqlite/files.h"
#include "store/sqlite/journal_table.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/wiping_vfs.h"

namespace tansiq::store::sqlite {
namespace {

using base::Fault;

constexpr int pages_at_once = 256;
constexpr int most_attempts = 5;

enum class Copied { whole, yielded };

void remove_database(const std::string& path) {
  for (const char* ending : {"", "-wal", "-shm", "-journal"}) ::unlink((path + ending).c_str());
}

Result<std::unique_ptr<Connection>> open_database(const std::string& path, bool writable) {
  Connection::Settings settings;
  settings.path = path;
  settings.vfs = wiping_vfs({});
  settings.writable = writable;
  return Connection::open(settings);
}

/// One attempt, from a read transaction that is held all the while: the copy is of one moment, and goes on
/// although others write.
Result<Copied> copy_once(const std::string& from, const std::string& to,
                         const std::function<void(int, int)>& progress,
                         const std::function<bool()>& must_yield) {
  auto source = open_database(from, false);
  if (!source) return base::fail(source);
  auto target = open_database(to, true);
  if (!target) return base::fail(target);
  auto& db = **source;
  db.run("BEGIN");
  if (Query query(db, "SELECT count(*) FROM sqlite_schema"); !query.next() && db.failure())
    return base::fail(db.state());
  sqlite3_backup* backup = sqlite3_backup_init((*target)->handle(), "main", db.handle(), "main");
  if (backup == nullptr) return base::fail(Fault::internal, sqlite3_errmsg((*target)->handle()), to);
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    if (must_yield()) break;
    code = sqlite3_backup_step(backup, pages_at_once);
    if (progress && (code == SQLITE_OK || code == SQLITE_DONE)) {
      const int total = sqlite3_backup_pagecount(backup);
      progress(total - sqlite3_backup_remaining(backup), total);
    }
  }
  sqlite3_backup_finish(backup);
  if (code == SQLITE_OK) return Copied::yielded;
  if (code != SQLITE_DONE)
    return tl::unexpected<base::Error>(Failure{code, sqlite3_errmsg((*target)->handle())}.error());
  return Copied::whole;
}

/// Moves a file or says why not; one that is not there is no error.
Result<> move(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) return fail_errno("cannot move", from);
  return {};
}

}  // namespace

Result<> copy_database(const std::string& from, const std::string& to,
                       const std::function<void(int, int)>& progress,
                       const std::function<bool()>& must_yield) {
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    if (auto made = make_file(to); !made) return made;
    const auto copied = copy_once(from, to, progress, must_yield);
    if (!copied || *copied == Copied::yielded) remove_database(to);
    if (!copied) return base::fail(copied);
    if (*copied == Copied::whole) {
      if (auto synced = sync_file(to); !synced) return synced;
      const auto slash = to.rfind('/');
      return sync_directory(slash == std::string::npos ? "." : to.substr(0, slash + 1));
    }
    while (must_yield()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return base::fail(Fault::busy, "erasures came again and again while the copy was made", to, "try again");
}

Result<> backup(const std::string& directory, const std::string& file,
                const std::function<void(int, int)>& progress) {
  const auto database = fmt::format("{}/{}", directory, database_name);
  if (!exists(database)) return base::fail(Fault::not_found, "there is no store here", directory);
  return copy_database(database, file, progress, [] { return false; });
}

Result<Checked> check(const std::string& database_file) {
  if (!exists(database_file)) return base::fail(Fault::not_found, "there is no such file", database_file);
  auto opened = open_database(database_file, false);
  if (!opened) return base::fail(opened);
  auto& db = **opened;
  const auto version = read_schema_version(db);
  if (!version) return base::fail(version);
  std::string verdict;
  for (Query query(db, "PRAGMA quick_check(1)"); query.next();) verdict = query.text(0);
  if (db.failure()) return base::fail(db.state());
  if (verdict != "ok")
    return base::fail(Fault::internal, "the database is damaged: " + verdict, database_file);
  const auto state = read_state(db);
  if (!state) return base::fail(state);
  base::Digest last_hash{};
  const auto entries = verify_journal(db, last_hash);
  if (!entries) return base::fail(entries);
  if (*entries != state->totals.journal_entries || last_hash != state->journal_hash)
    return base::fail(
        Fault::internal,
        fmt::format("the journal ends at entry {} instead of {}", *entries, state->totals.journal_entries),
        database_file);
  return Checked{*version, state->totals, Time{std::chrono::microseconds{state->instant}}};
}

Result<Restored> restore(const std::string& file, const std::string& directory) {
  Restored restored;
  auto checked = check(file);
  if (!checked) return base::fail(checked);
  restored.backup = *checked;
  if (auto made = make_directory(directory); !made) return base::fail(made);
  auto lock = DirectoryLock::take(directory);
  if (!lock) return base::fail(lock);

  // The new database is made whole beside the old one, with its new epoch.
  const auto database = fmt::format("{}/{}", directory, database_name);
  const auto unfinished = database + ".new";
  remove_database(unfinished);
  if (auto copied = copy_database(file, unfinished, {}, [] { return false; }); !copied)
    return base::fail(copied);
  std::int64_t known_erasures = 0;
  {
    auto opened = open_database(unfinished, true);
    if (!opened) return base::fail(opened);
    const auto state = read_state(**opened);
    if (!state) return base::fail(state);
    known_erasures = state->erasures;
    (*opened)->run("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", store::restored_setting,
                   std::to_string(state->epoch));
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(base::system_now().time_since_epoch());
    const auto next = exchange::next_epoch(static_cast<std::uint64_t>(state->epoch), seconds);
    (*opened)->run("UPDATE state SET epoch = ?1 WHERE one = 1", static_cast<std::int64_t>(next));
    if ((*opened)->failure()) return base::fail((*opened)->state());
  }
  if (auto synced = sync_file(unfinished); !synced) return base::fail(synced);

  if (exists(database)) {
    restored.kept_aside =
        fmt::format("{}/before-restore-{}", directory, base::format_time(base::system_now()));
    if (::mkdir(restored.kept_aside.c_str(), 0700) != 0)
      return fail_errno("cannot make", restored.kept_aside);
    // The log first: a database without it is an older one, a log without its database is nothing.
    for (const char* ending : {"", "-wal", "-shm"})
      if (auto moved =
              move(database + ending, fmt::format("{}/{}{}", restored.kept_aside, database_name, ending));
          !moved)
        return base::fail(moved);
    if (auto synced = sync_directory(restored.kept_aside); !synced) return base::fail(synced);
  }
  if (auto moved = move(unfinished, database); !moved) return base::fail(moved);
  if (auto synced = sync_directory(directory); !synced) return base::fail(synced);

  // Opening the store applies the erasures that the backup does not know of.
  *lock = DirectoryLock();
  Options options;
  options.directory = directory;
  if (auto opened = open(options); !opened) return base::fail(opened);
  const auto list = ErasureList::open(directory);
  if (!list) return base::fail(list);
  restored.erasures_applied = static_cast<std::size_t>(list->last() - known_erasures);
  return restored;
}

}  // namespace tansiq::store::sqlite

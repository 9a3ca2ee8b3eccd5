#include <fmt/format.h>
#include <sqlite3.h>

#include "store/sqlite/copying.h"
#include "store/sqlite/exchanging.h"
#include "store/sqlite/files.h"
#include "store/sqlite/reading.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"
#include "store/sqlite/wiping_vfs.h"
#include "store/sqlite/writer.h"

namespace tansiq::store::sqlite {
namespace {

using base::Fault;

/// Reading connections that wait for the next reader.
class Pool {
 public:
  Pool(Connection::Settings settings, std::string secret, std::size_t most_idle)
      : settings_(std::move(settings)), secret_(std::move(secret)), most_idle_(most_idle) {}

  Result<std::unique_ptr<Session>> take() {
    {
      const std::lock_guard guard(mutex_);
      if (!idle_.empty()) {
        auto session = std::move(idle_.back());
        idle_.pop_back();
        return session;
      }
    }
    auto db = Connection::open(settings_);
    if (!db) return fail(db);
    return std::make_unique<Session>(Session{std::move(*db), Keys(secret_)});
  }

  void give_back(std::unique_ptr<Session> session) {
    const std::lock_guard guard(mutex_);
    if (idle_.size() < most_idle_) idle_.push_back(std::move(session));
  }

 private:
  const Connection::Settings settings_;
  const std::string secret_;
  const std::size_t most_idle_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_;
};

/// A snapshot: a read transaction from construction to destruction.
class SqliteReader final : public Reading<Reader> {
 public:
  SqliteReader(std::shared_ptr<Pool> pool, std::unique_ptr<Session> session)
      : pool_(std::move(pool)), session_(std::move(session)), exchange_(*session_) {
    session_->db->run("BEGIN");
    // A transaction sees the state of its first read.
    Query(*session_->db, "SELECT one FROM state").next();
  }
  [[nodiscard]] Result<> begun() const { return session_->db->state(); }
  ~SqliteReader() override {
    auto& db = *session_->db;
    if (db.failure()) return;  // a connection that failed is not used again
    db.run("COMMIT");
    session_->kinds.forget();
    if (!db.failure()) pool_->give_back(std::move(session_));
  }
  ExchangeReader& exchange() override { return exchange_; }

 protected:
  Session& session() override { return *session_; }

 private:
  std::shared_ptr<Pool> pool_;  // shared, so that a reader may outlive its store by a moment
  std::unique_ptr<Session> session_;
  SqliteExchange exchange_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(const Options& options, DirectoryLock lock, Connection::Settings readers, std::string secret,
              Writer::Parts parts)
      : lock_(std::move(lock)),
        database_(fmt::format("{}/{}", options.directory, database_name)),
        writer_(options, std::move(parts)),
        pool_(std::make_shared<Pool>(std::move(readers), std::move(secret), options.idle_readers)) {}

  Result<std::unique_ptr<Reader>> read() override {
    auto session = pool_->take();
    if (!session) return fail(session);
    auto reader = std::make_unique<SqliteReader>(pool_, std::move(*session));
    if (auto begun = reader->begun(); !begun) return base::fail(begun);
    return reader;
  }

  Result<> write(std::size_t bytes, const std::function<Result<>(Transaction&)>& work) override {
    return writer_.write(bytes, work);
  }

  Result<> backup(const std::string& path, const std::function<void(int, int)>& progress) override {
    return copy_database(database_, path, progress, [this] { return writer_.erasure_waits(); });
  }

  Load load() const override { return writer_.load(); }

 private:
  // Destroyed from the bottom up: readers close first, so that the writer, closing last, can bring the log
  // into the database; and only then is the lock given back.
  DirectoryLock lock_;
  std::string database_;
  Writer writer_;
  std::shared_ptr<Pool> pool_;
};

/// Makes a writing connection what a writer relies on.
void prepare_writer(Connection& db, const Options& options) {
  db.script(
      fmt::format("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = {};"
                  "PRAGMA max_page_count = {};",
                  options.log_bytes * 2, most_pages));
}

/// Brings list and database to the same erasures, whichever lacks some.
Result<> settle_erasures(Session& session, State& state, ErasureList& list) {
  auto& db = *session.db;
  std::vector<Erasure> missing;
  for (Query row(db, "SELECT line FROM erasure WHERE number > ?1 ORDER BY number", list.last());
       row.next();) {
    auto erasure = decode(row.view(0));
    if (!erasure) return fail(erasure);
    missing.push_back(std::move(*erasure));
  }
  if (db.failure()) return fail(db.state());
  if (!missing.empty())
    if (auto appended = list.append(missing); !appended) return appended;
  if (list.last() == state.erasures) return {};
  std::vector<Erasure> unused;
  db.run("BEGIN IMMEDIATE");
  for (const auto& erasure : list.erasures()) {
    if (erasure.number <= state.erasures) continue;
    SqliteTransaction(session, state, unused, erasure.time).reapply(erasure);
  }
  write_state(db, state);
  db.run("COMMIT");
  return db.state();
}

/// Empties the log, which a crash may have left: with what was erased last, and so that starting is quick
/// from here on.
Result<> empty_log(Connection& db) {
  const int code =
      sqlite3_wal_checkpoint_v2(db.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  // Another process may read at this moment, such as one that makes a backup; then the log stays.
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) return {};
  return tl::unexpected<base::Error>(Failure{code, sqlite3_errmsg(db.handle())}.error());
}

Result<> create_store(const std::string& path, const std::string& vfs, const std::string& directory) {
  // The file is made under another name and renamed when it is whole: a crash leaves no half store.
  const std::string unfinished = path + ".new";
  for (const char* ending : {"", "-wal", "-shm", "-journal"}) ::unlink((unfinished + ending).c_str());
  if (auto made = make_file(unfinished); !made) return made;
  {
    Connection::Settings settings;
    settings.path = unfinished;
    settings.vfs = vfs;
    settings.writable = true;
    auto db = Connection::open(settings);
    if (!db) return fail(db);
    if (auto created = create_schema(**db); !created) return created;
  }  // closing the last connection brings the log into the file and removes it
  if (auto synced = sync_file(unfinished); !synced) return synced;
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return fail_errno("cannot rename", unfinished);
  return sync_directory(directory);
}

}  // namespace

Result<std::unique_ptr<Store>> open(const Options& options) {
  const std::string path = fmt::format("{}/{}", options.directory, database_name);
  if (!options.create && !exists(path))
    return base::fail(Fault::not_found, "there is no store here", options.directory,
                      "make one with tansiq init");
  if (options.create)
    if (auto made = make_directory(options.directory); !made) return fail(made);
  auto lock = DirectoryLock::take(options.directory);
  if (!lock) return fail(lock);
  const auto vfs = wiping_vfs(options.vfs);
  if (vfs.empty()) return base::fail(Fault::internal, "there is no SQLite VFS of this name", options.vfs);
  if (!exists(path))
    if (auto created = create_store(path, vfs, options.directory); !created) return fail(created);

  Connection::Settings settings;
  settings.path = path;
  settings.vfs = vfs;
  settings.writable = true;
  settings.cache_bytes = options.writer_cache;
  auto db = Connection::open(settings);
  if (!db) return fail(db);
  prepare_writer(**db, options);
  if (auto migrated = migrate_schema(**db); !migrated) return fail(migrated);
  auto state = read_state(**db);
  if (!state) return fail(state);
  Session session{std::move(*db), Keys(state->hash_key)};
  auto list = ErasureList::open(options.directory);
  if (!list) return fail(list);
  if (auto settled = settle_erasures(session, *state, *list); !settled) return fail(settled);
  if (auto emptied = empty_log(*session.db); !emptied) return fail(emptied);

  settings.cache_bytes = std::size_t{256} << 10;
  auto checkpoints = Connection::open(settings);
  if (!checkpoints) return fail(checkpoints);
  (*checkpoints)->script("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
  if ((*checkpoints)->failure()) return fail((*checkpoints)->state());

  Connection::Settings readers = settings;
  readers.writable = false;
  readers.cache_bytes = options.reader_cache;
  auto secret = state->hash_key;
  std::unique_ptr<Store> store =
      std::make_unique<SqliteStore>(options, std::move(*lock), std::move(readers), std::move(secret),
                                    Writer::Parts{std::move(session), std::move(*checkpoints),
                                                  std::move(*state), std::move(*list), path + "-wal"});
  return store;
}

}  // namespace tansiq::store::sqlite

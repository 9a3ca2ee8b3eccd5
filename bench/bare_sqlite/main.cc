// bare_sqlite: how fast this disk and this SQLite take the node's rows with no node around them.
//
// The store makes its own schema in an empty folder; then the rows of indicators go into its `record` table
// with one prepared statement, a transaction for each batch, WAL and synchronous=FULL as in the store. What
// the node adds to this (TLS, HTTP, JSON, validation, canonical form, journal) is the difference between the
// two figures.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <sqlite3.h>

#include "base/base.h"
#include "load/envelope.h"
#include "load/figures.h"
#include "store/sqlite/sqlite.h"

namespace {

using namespace tansiq;

struct Settings {
  std::string folder;
  std::size_t objects = 50000;
  std::size_t batch = 1000;
  std::size_t repeat = 3;
  bool as_json = false;
};

struct Closer {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Closer>;
using Statement = std::unique_ptr<sqlite3_stmt, Closer>;

constexpr const char* insert_sql =
    "INSERT INTO record (number, key, ordinal, collection, kind, shown, flags, originator, act, handling,"
    " id, version, bytes) VALUES (?1, ?2, ?3, 1, 1, 1, 7, 0, 1, NULL, ?4, ?5, ?6)";
constexpr std::string_view version = "2023-04-05T06:07:08.009Z";

base::Result<> run(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return base::fail(base::Fault::internal, sqlite3_errmsg(db), sql);
}

/// The database of an empty store, opened without the store.
base::Result<Database> fresh_database(const std::string& folder) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  store::sqlite::Options options;
  options.directory = folder;
  options.create = true;
  if (auto store = store::sqlite::open(options); !store) return base::fail(store);
  std::string file;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".db") file = entry.path();
  sqlite3* raw = nullptr;
  if (sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
    return base::fail(base::Fault::internal, "the database cannot be opened", file);
  Database db(raw);
  // 16 MiB of cache and 32 MiB of log, as the store has them.
  if (auto set = run(raw,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;"
                     "PRAGMA wal_autocheckpoint=8192");
      !set)
    return base::fail(set);
  return db;
}

base::Result<double> seconds_for(const Settings& settings, std::uint64_t seed) {
  auto db = fresh_database(settings.folder);
  if (!db) return base::fail(db);
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(db->get(), insert_sql, -1, &raw, nullptr) != SQLITE_OK)
    return base::fail(base::Fault::internal, sqlite3_errmsg(db->get()),
                      "the schema has changed; change this program with it");
  const Statement insert(raw);
  load::Envelope envelope(settings.batch, seed, 0);
  const std::size_t size = load::Envelope::object_size();
  sqlite3_int64 number = 0;
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t done = 0; done < settings.objects; done += settings.batch) {
    const std::string_view body = envelope.fresh();
    if (auto begun = run(db->get(), "BEGIN IMMEDIATE"); !begun) return base::fail(begun);
    for (std::size_t i = 0; i < settings.batch; ++i) {
      const std::string_view object = body.substr(body.find('[') + 1 + i * (size + 1), size);
      const std::string_view id = object.substr(object.find("indicator--"), 47);
      const auto key = static_cast<sqlite3_int64>(std::hash<std::string_view>{}(id));
      sqlite3_bind_int64(raw, 1, ++number);
      sqlite3_bind_int64(raw, 2, key);
      sqlite3_bind_int64(raw, 3, number);
      sqlite3_bind_text(raw, 4, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
      sqlite3_bind_text(raw, 5, version.data(), static_cast<int>(version.size()), SQLITE_STATIC);
      sqlite3_bind_blob(raw, 6, object.data(), static_cast<int>(object.size()), SQLITE_STATIC);
      if (sqlite3_step(raw) != SQLITE_DONE)
        return base::fail(base::Fault::internal, sqlite3_errmsg(db->get()));
      sqlite3_reset(raw);
    }
    if (auto committed = run(db->get(), "COMMIT"); !committed) return base::fail(committed);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Puts the node's rows into a bare SQLite database.", "bare_sqlite");
  app.add_option("folder", settings.folder, "An empty folder on the disk to measure; it is emptied first")
      ->required();
  app.add_option("--objects", settings.objects, "Rows, each repetition")->check(CLI::PositiveNumber);
  app.add_option("--batch", settings.batch, "Rows in one transaction")->check(CLI::PositiveNumber);
  app.add_option("--repeat", settings.repeat, "Repetitions, each in a new database")
      ->check(CLI::PositiveNumber);
  app.add_flag("--json", settings.as_json, "One line of JSON");
  CLI11_PARSE(app, argc, argv);

  load::Result result;
  result.mode = "bare_sqlite";
  result.description = fmt::format("{} rows of {} bytes, transactions of {}, WAL, synchronous=FULL",
                                   settings.objects, load::Envelope::object_size(), settings.batch);
  for (std::size_t round = 0; round < settings.repeat; ++round) {
    const auto seconds = seconds_for(settings, round);
    if (!seconds) {
      fmt::print(stderr, "{}\n", seconds.error().text());
      return 1;
    }
    result.add("objects_per_second", "objects/s", static_cast<double>(settings.objects) / *seconds);
  }
  settings.as_json ? load::print_json(result) : load::print_table(result);
  return 0;
}

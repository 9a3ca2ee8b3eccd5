#include "store/sqlite/schema.h"

#include <fmt/format.h>

namespace tansiq::store::sqlite {
namespace {

using base::Fault;

constexpr std::string_view tables = R"sql(
CREATE TABLE state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store TEXT NOT NULL,
  hash_key BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  instant INTEGER NOT NULL,
  records INTEGER NOT NULL,
  objects INTEGER NOT NULL,
  conflicts INTEGER NOT NULL,
  journal_entries INTEGER NOT NULL,
  journal_hash BLOB NOT NULL,
  erasures INTEGER NOT NULL
) STRICT;

CREATE TABLE service (
  number INTEGER PRIMARY KEY,
  service BLOB UNIQUE,
  label TEXT NOT NULL,
  suspended INTEGER NOT NULL,
  added INTEGER NOT NULL,
  epoch INTEGER
) STRICT;
INSERT INTO service (number, service, label, suspended, added) VALUES (0, NULL, '', 0, 0);

CREATE TABLE paper (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  since INTEGER NOT NULL,
  act INTEGER NOT NULL,
  PRIMARY KEY (kind, subject, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE collection (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  alias TEXT UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  purpose INTEGER NOT NULL,
  reader INTEGER NOT NULL
) STRICT;

CREATE TABLE kind (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE record (
  number INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  collection INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  shown INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  originator INTEGER NOT NULL,
  act INTEGER NOT NULL,
  handling INTEGER,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX record_by_key ON record (key, ordinal);
CREATE INDEX record_by_collection ON record (collection, shown);
CREATE INDEX record_by_kind ON record (collection, kind, shown);

CREATE TABLE conflict (
  number INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  content INTEGER NOT NULL,
  collection INTEGER NOT NULL,
  originator INTEGER NOT NULL,
  act INTEGER NOT NULL,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX conflict_by_key ON conflict (key, content);

CREATE TABLE handling (
  number INTEGER PRIMARY KEY,
  content INTEGER NOT NULL,
  review INTEGER,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX handling_by_content ON handling (content);

CREATE TABLE handling_change (
  record INTEGER NOT NULL,
  position INTEGER NOT NULL,
  handling INTEGER NOT NULL,
  act INTEGER NOT NULL,
  PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE copy (
  number INTEGER PRIMARY KEY,
  content INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX copy_by_content ON copy (content);

CREATE TABLE outbox (
  recipient INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  number INTEGER NOT NULL,
  added INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  fate INTEGER NOT NULL,
  reason TEXT NOT NULL,
  act INTEGER NOT NULL,
  key INTEGER,
  id TEXT,
  version TEXT,
  copy INTEGER,
  salt BLOB,
  chain BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (recipient, epoch, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_key ON outbox (key);

CREATE TABLE shelf (
  reader INTEGER NOT NULL,
  shown INTEGER NOT NULL,
  added INTEGER NOT NULL,
  key INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  originator INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  number INTEGER NOT NULL,
  act INTEGER NOT NULL,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  copy INTEGER NOT NULL,
  PRIMARY KEY (reader, shown, added)
) STRICT, WITHOUT ROWID;
CREATE INDEX shelf_by_key ON shelf (key);
CREATE INDEX shelf_by_kind ON shelf (reader, kind, shown, added);

CREATE TABLE inbox_end (
  sender INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  number INTEGER NOT NULL,
  chain BLOB NOT NULL,
  announced INTEGER NOT NULL,
  head TEXT NOT NULL,
  proof TEXT NOT NULL,
  head_time INTEGER NOT NULL,
  held INTEGER NOT NULL
) STRICT;

CREATE TABLE inbox (
  sender INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  number INTEGER NOT NULL,
  received INTEGER NOT NULL,
  opened INTEGER,
  purged INTEGER,
  kind INTEGER NOT NULL,
  originator INTEGER NOT NULL,
  refused TEXT NOT NULL,
  key INTEGER,
  id TEXT,
  version TEXT,
  salt BLOB,
  copy BLOB,
  chain BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (sender, epoch, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_by_key ON inbox (key);

CREATE TABLE redecision (
  number INTEGER PRIMARY KEY,
  due INTEGER NOT NULL,
  id TEXT NOT NULL,
  recipient INTEGER NOT NULL,
  cause TEXT NOT NULL
) STRICT;
CREATE INDEX redecision_by_due ON redecision (due);

CREATE TABLE journal (
  number INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  erased INTEGER NOT NULL,
  act TEXT NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  purpose TEXT NOT NULL,
  basis TEXT NOT NULL,
  case_id TEXT NOT NULL,
  detail TEXT NOT NULL,
  salts BLOB NOT NULL,
  commitments BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;

CREATE TABLE mention (
  key INTEGER NOT NULL,
  entry INTEGER NOT NULL,
  PRIMARY KEY (key, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE principal (
  number INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  roles TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  purpose TEXT NOT NULL,
  basis TEXT NOT NULL,
  case_id TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER,
  disabled INTEGER NOT NULL
) STRICT;

CREATE TABLE grants (
  principal INTEGER NOT NULL,
  collection INTEGER NOT NULL,
  can_read INTEGER NOT NULL,
  can_write INTEGER NOT NULL,
  PRIMARY KEY (principal, collection)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
  hash BLOB PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  principal INTEGER NOT NULL,
  roles TEXT NOT NULL,
  label TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER,
  revoked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE submission (
  number INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  requested INTEGER NOT NULL,
  principal INTEGER NOT NULL,
  collection INTEGER NOT NULL,
  successes INTEGER NOT NULL,
  id TEXT NOT NULL,
  items BLOB NOT NULL
) STRICT;
CREATE INDEX submission_by_key ON submission (key);

CREATE TABLE submitted (
  number INTEGER PRIMARY KEY,
  principal INTEGER NOT NULL,
  state INTEGER NOT NULL,
  received INTEGER NOT NULL,
  size INTEGER NOT NULL,
  key INTEGER NOT NULL,
  submission TEXT NOT NULL,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  bytes BLOB
) STRICT;
CREATE INDEX submitted_by_key ON submitted (key);
CREATE INDEX submitted_by_state ON submitted (state, number);
CREATE INDEX submitted_by_caller ON submitted (principal, state, size);
CREATE INDEX submitted_by_submission ON submitted (submission);

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE erasure (number INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
)sql";

/// migrations[n] brings schema n + 1 to n + 2. Schema 1 is the first.
constexpr std::array<std::string_view, schema_version - 1> migrations = {};

}  // namespace

Result<> create_schema(Connection& db) {
  // Pages are not moved around behind our back, and the file stays below the size at which the first byte of
  // a page number could be taken for the type of a page (see wiping_vfs.h).
  db.script(
      fmt::format("PRAGMA page_size = 4096; PRAGMA auto_vacuum = NONE; PRAGMA encoding = 'UTF-8';"
                  "PRAGMA application_id = {}; PRAGMA journal_mode = WAL;",
                  application_id));
  db.script("BEGIN IMMEDIATE");
  db.script(std::string(tables));
  db.run("INSERT INTO state VALUES (1, ?1, ?2, 1, 0, 0, 0, 0, 0, ?3, 0)", base::random_uuid(),
         Blob{base::random_bytes(16)}, base::Digest{});
  db.script(fmt::format("PRAGMA user_version = {}", schema_version));
  db.script("COMMIT");
  return db.state();
}

Result<int> read_schema_version(Connection& db) {
  std::int64_t id = 0;
  std::int64_t version = 0;
  if (Query query(db, "PRAGMA application_id"); query.next()) id = query.integer(0);
  if (Query query(db, "PRAGMA user_version"); query.next()) version = query.integer(0);
  if (db.failure()) return fail(db.state());
  if (id != application_id || version < 1)
    return base::fail(Fault::invalid, "this database is no store of Tansiq", std::string(database_name));
  if (version > schema_version)
    return base::fail(Fault::unsupported,
                      fmt::format("schema {} was written by a newer Tansiq; this one knows schemas up to {}",
                                  version, schema_version),
                      std::string(database_name),
                      "run the newer program, or restore a backup of the older one");
  return static_cast<int>(version);
}

Result<> migrate_schema(Connection& db) {
  const auto held = read_schema_version(db);
  if (!held) return fail(held);
  for (int version = *held; version < schema_version; ++version) {
    db.script("BEGIN IMMEDIATE");
    db.script(std::string(migrations[static_cast<std::size_t>(version - 1)]));
    db.script(fmt::format("PRAGMA user_version = {}", version + 1));
    db.script("COMMIT");
    if (db.failure()) break;
  }
  return db.state();
}

Result<State> read_state(Connection& db) {
  State state{};
  Query query(db,
              "SELECT store, hash_key, epoch, instant, records, objects, conflicts, journal_entries,"
              " journal_hash, erasures FROM state WHERE one = 1");
  if (!query.next()) {
    if (db.failure()) return fail(db.state());
    return base::fail(Fault::internal, "the row of table state is missing", std::string(database_name));
  }
  state.store = query.text(0);
  state.hash_key = query.text(1);
  state.epoch = query.integer(2);
  state.instant = query.integer(3);
  state.totals.records = query.integer(4);
  state.totals.objects = query.integer(5);
  state.totals.conflicts = query.integer(6);
  state.totals.journal_entries = query.integer(7);
  state.journal_hash = query.digest(8);
  state.erasures = query.integer(9);
  return state;
}

void write_state(Connection& db, const State& state) {
  db.run(
      "UPDATE state SET epoch = ?1, instant = ?2, records = ?3, objects = ?4, conflicts = ?5,"
      " journal_entries = ?6, journal_hash = ?7, erasures = ?8 WHERE one = 1",
      state.epoch, state.instant, state.totals.records, state.totals.objects, state.totals.conflicts,
      state.totals.journal_entries, state.journal_hash, state.erasures);
}

}  // namespace tansiq::store::sqlite

#pragma once

/// The tables of a store, their version, and the way from one version to the next. docs/formats.md describes
/// each column; whoever changes a table changes that page and adds a migration.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

/// The version of the tables that this program reads and writes.
inline constexpr int schema_version = 1;

/// Written in the header of the database file, so that `file` and we know it for ours: "TNSQ".
inline constexpr int application_id = 0x544e5351;

/// Name of the database file in the directory of a store.
inline constexpr std::string_view database_name = "tansiq.db";

/// Bits of record.flags. First and last are meant among the versions of one object (collection, originator,
/// id) in one spec version.
namespace flag {
inline constexpr int first = 1;
inline constexpr int last = 2;
inline constexpr int newest_spec = 4;  ///< the object is held in no newer spec version
inline constexpr int several = 8;      ///< the object is held in more than one record
/// What TAXII gives to a reader who does not ask for versions: record.shown says that both are set.
inline constexpr int shown = last | newest_spec;
// Of shelf.flags only.
inline constexpr int beside = 16;   ///< Shelved::Part::beside
inline constexpr int recalls = 32;  ///< says that something was recalled
inline constexpr int fetched = 64;  ///< the reader has read it
}  // namespace flag

/// What the store keeps of itself in its only row of `state`.
struct State {
  std::string store;     ///< random UUID of this store, the same in its backups
  std::string hash_key;  ///< 16 bytes that key the hashes of the indices
  std::int64_t epoch;    ///< counts restores
  std::int64_t instant;  ///< the last instant given, microseconds since 1970: no later one is earlier
  Totals totals;
  std::int64_t erasures;      ///< number of the last line of the list of erasures that was applied
  base::Digest journal_hash;  ///< hash of the last journal entry; zeros while there is none
};

/// Makes the tables in an empty database.
Result<> create_schema(Connection& db);

/// Says which schema a database has. Fault::invalid where it is not ours, Fault::unsupported where it is
/// newer than this program.
Result<int> read_schema_version(Connection& db);

/// Brings an older schema up to date, one version at a time, each in a transaction of its own.
Result<> migrate_schema(Connection& db);

Result<State> read_state(Connection& db);
void write_state(Connection& db, const State& state);

}  // namespace tansiq::store::sqlite

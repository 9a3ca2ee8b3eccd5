#pragma once

/// The store in one directory, kept by SQLite. docs/formats.md describes every file in it.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/base.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

/// How to open a store. The defaults suit a node on a small machine.
struct Options {
  std::string directory;
  bool create = false;  ///< makes an empty store where there is none; otherwise that is Fault::not_found
  base::Clock clock = base::system_now;

  std::size_t queue_bytes = std::size_t{64} << 20;   ///< most bytes of work that wait; above it, Fault::busy
  std::size_t group_bytes = std::size_t{4} << 20;    ///< most bytes of work that share one commit
  std::size_t writer_cache = std::size_t{16} << 20;  ///< bytes of pages that the writer keeps in memory
  std::size_t reader_cache = std::size_t{2} << 20;   ///< the same for each reading connection
  std::size_t idle_readers = 8;                      ///< reading connections kept open for the next reader
  std::size_t log_bytes = std::size_t{32} << 20;     ///< size at which the log is brought into the database

  /// How long an erasure waits for readers that still see the erased content.
  std::chrono::milliseconds erase_wait{5000};

  /// Called once, with the reason, when a commit or fsync failed; it should not return. Without one, the
  /// reason goes to standard error and the process ends with status 70 (EX_SOFTWARE). Where it does return,
  /// every further write fails with Fault::internal. Called on the store's own threads.
  std::function<void(std::string_view reason)> fatal = {};

  /// Name of a registered SQLite VFS to stand on, for tests that break the disk; empty means the system's.
  std::string vfs = {};
};

/// Opens the store, which makes this process its only writer until the store is destroyed. Brings an older
/// schema up to date and applies erasures that a restored backup does not know of yet. Takes the time of
/// reading a few pages, however large the store. Fault::not_found where there is none and `create` is not
/// set; Fault::conflict where another process has it open (named by its pid); Fault::unsupported where a
/// newer Tansiq wrote it; Fault::internal where it is damaged.
Result<std::unique_ptr<Store>> open(const Options& options);

/// What is in a backup or a store, as checking it found.
struct Checked {
  int schema = 0;
  Totals totals;
  Time last;  ///< the latest instant in it
};

/// Reads a whole database file that nobody writes to and checks it: SQLite's own quick_check, the schema
/// version, and every link and commitment of the journal.
Result<Checked> check(const std::string& database_file);

/// Writes a consistent copy of the store in `directory`, which another process may have open, to a new file
/// (mode 0600). Fault::conflict where the file exists.
Result<> backup(const std::string& directory, const std::string& file,
                const std::function<void(int, int)>& progress = {});

/// What a restore did.
struct Restored {
  Checked backup;
  std::string kept_aside;            ///< folder with the files of the store that was replaced; empty if none
  std::size_t erasures_applied = 0;  ///< erasures later than the backup that were done to it again
};

/// Puts a backup in the place of the store in `directory`, which nobody may have open. Checks the backup
/// before it replaces anything, keeps the old files aside, begins a new epoch, and erases again what was
/// erased after the backup was made.
Result<Restored> restore(const std::string& file, const std::string& directory);

}  // namespace tansiq::store::sqlite

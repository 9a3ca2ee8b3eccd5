#pragma once

/// A disk that fails when a test says so: a SQLite VFS on top of the system's.
///
/// It counts writes and syncs of the database and its log, can let the n-th fail in several ways, and can cut
/// the power: then everything that was written and not synced is taken back, and nothing works any more until
/// the power is back.

#include <cstdint>
#include <string>

namespace tansiq::tests {

enum class Fault {
  none,
  full,         ///< a write finds no room
  broken,       ///< a write fails (EIO)
  short_write,  ///< half of a write gets to the disk, then it fails
  sync_fails,   ///< an fsync fails
  power_cut,    ///< the power goes before a write or sync
};

class FaultyDisk {
 public:
  /// The name to give to SQLite. There is one such disk in a process.
  static std::string vfs();

  /// Forgets what it counted and lets the n-th write or sync from here on fail (1 is the next one): syncs are
  /// counted for sync_fails, writes for the write faults, both for power_cut.
  static void fail_at(Fault fault, std::int64_t nth);
  /// Lets every write find the disk full until fail_at() is called.
  static void stay_full();

  /// Nothing works any more, and what was not synced is gone.
  static void cut_power();
  static void restore_power();

  static std::int64_t writes();
  static std::int64_t syncs();
  static bool struck();  ///< whether the fault has happened
};

}  // namespace tansiq::tests

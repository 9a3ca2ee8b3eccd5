#include "faulty_disk.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <sqlite3.h>
#include <vector>

namespace tansiq::tests {
namespace {

/// What a write replaced, to be put back where the power goes before the next sync.
struct Undo {
  sqlite3_int64 offset;
  std::vector<char> before;
  sqlite3_int64 size_before;
};

/// One file as it stands between two syncs. Several handles may be open on it.
struct Unsynced {
  std::vector<Undo> undo;
};

struct Disk {
  std::mutex mutex;
  Fault fault = Fault::none;
  std::int64_t nth = 0;
  std::int64_t writes = 0;
  std::int64_t syncs = 0;
  bool is_full = false;
  bool is_dead = false;
  bool struck = false;
  std::map<std::string, Unsynced> files;
};

Disk& disk() {
  static Disk the_disk;
  return the_disk;
}

struct FaultyFile {
  sqlite3_file head;
  const char* name;  // SQLite keeps the text as long as the file is open
};
constexpr std::size_t head_size = (sizeof(FaultyFile) + 15) / 16 * 16;

sqlite3_file* below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + head_size);
}
const sqlite3_io_methods* methods_below(sqlite3_file* file) {
  return below(file)->pMethods;
}
std::string name_of(sqlite3_file* file) {
  const char* name = reinterpret_cast<FaultyFile*>(file)->name;
  return name != nullptr ? name : "";
}

/// SQLite's own VFS moves less than 128 KiB in one call.
constexpr std::size_t most_at_once = 65536;

template <typename Move>
void in_steps(std::size_t size, const Move& move) {
  for (std::size_t at = 0; at < size; at += most_at_once)
    move(at, static_cast<int>(std::min(most_at_once, size - at)));
}

void undo_all_locked() {
  sqlite3_vfs* const system = sqlite3_vfs_find("unix");
  for (auto& [name, file] : disk().files) {
    if (file.undo.empty()) continue;
    std::vector<char> memory(static_cast<std::size_t>(system->szOsFile), 0);
    auto* handle = reinterpret_cast<sqlite3_file*>(memory.data());
    // Opened as a temporary kind of file, the system's VFS takes no locks on it. The name needs two zero
    // bytes behind it, where SQLite looks for parameters.
    const std::string padded = name + std::string(4, '\0');
    if (system->xOpen(system, padded.c_str(), handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL, nullptr) !=
        SQLITE_OK)
      continue;  // it was removed since
    for (auto step = file.undo.rbegin(); step != file.undo.rend(); ++step) {
      in_steps(step->before.size(), [&](std::size_t at, int size) {
        handle->pMethods->xWrite(handle, step->before.data() + at, size,
                                 step->offset + static_cast<sqlite3_int64>(at));
      });
      handle->pMethods->xTruncate(handle, step->size_before);
    }
    handle->pMethods->xClose(handle);
    file.undo.clear();
  }
}

void cut_power_locked() {
  disk().is_dead = true;
  undo_all_locked();
}

/// Counts a write or sync and says which fault, if any, strikes it.
Fault strike_locked(bool is_sync) {
  auto& state = disk();
  ++(is_sync ? state.syncs : state.writes);
  if (state.fault == Fault::none || state.struck) return Fault::none;
  const bool counts_syncs = state.fault == Fault::sync_fails;
  if (state.fault != Fault::power_cut && counts_syncs != is_sync) return Fault::none;
  const auto count = state.fault == Fault::power_cut ? state.writes + state.syncs
                     : counts_syncs                  ? state.syncs
                                                     : state.writes;
  if (count != state.nth) return Fault::none;
  state.struck = true;
  return state.fault;
}

/// Keeps what [offset, offset + size) holds now.
void remember_locked(sqlite3_file* file, sqlite3_int64 offset, std::int64_t size) {
  Undo undo{offset, {}, 0};
  methods_below(file)->xFileSize(below(file), &undo.size_before);
  const auto held = std::min<std::int64_t>(size, std::max<std::int64_t>(undo.size_before - offset, 0));
  undo.before.resize(static_cast<std::size_t>(held));
  in_steps(undo.before.size(), [&](std::size_t at, int size_of_step) {
    methods_below(file)->xRead(below(file), undo.before.data() + at, size_of_step,
                               offset + static_cast<sqlite3_int64>(at));
  });
  disk().files[name_of(file)].undo.push_back(std::move(undo));
}

int close(sqlite3_file* file) {
  return methods_below(file)->xClose(below(file));
}

int read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
  {
    const std::lock_guard guard(disk().mutex);
    if (disk().is_dead) return SQLITE_IOERR_READ;
  }
  return methods_below(file)->xRead(below(file), data, size, offset);
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  const std::lock_guard guard(disk().mutex);
  if (disk().is_dead) return SQLITE_IOERR_WRITE;
  if (disk().is_full) return SQLITE_FULL;
  switch (strike_locked(false)) {
    case Fault::full:
      return SQLITE_FULL;
    case Fault::broken:
      return SQLITE_IOERR_WRITE;
    case Fault::short_write:
      remember_locked(file, offset, size / 2);
      methods_below(file)->xWrite(below(file), data, size / 2, offset);
      return SQLITE_FULL;
    case Fault::power_cut:
      cut_power_locked();
      return SQLITE_IOERR_WRITE;
    default:
      break;
  }
  remember_locked(file, offset, size);
  return methods_below(file)->xWrite(below(file), data, size, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const std::lock_guard guard(disk().mutex);
  if (disk().is_dead) return SQLITE_IOERR_TRUNCATE;
  sqlite3_int64 held = 0;
  methods_below(file)->xFileSize(below(file), &held);
  if (held > size) remember_locked(file, size, held - size);
  return methods_below(file)->xTruncate(below(file), size);
}

int sync(sqlite3_file* file, int) {
  const std::lock_guard guard(disk().mutex);
  if (disk().is_dead) return SQLITE_IOERR_FSYNC;
  switch (strike_locked(true)) {
    case Fault::sync_fails:
      return SQLITE_IOERR_FSYNC;
    case Fault::power_cut:
      cut_power_locked();
      return SQLITE_IOERR_FSYNC;
    default:
      break;
  }
  // What counts as synced is ours to say here, and a real sync would only take its time.
  disk().files[name_of(file)].undo.clear();
  return SQLITE_OK;
}

// Everything else goes down unchanged.
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return methods_below(file)->xFileSize(below(file), size);
}
int lock(sqlite3_file* file, int level) {
  return methods_below(file)->xLock(below(file), level);
}
int unlock(sqlite3_file* file, int level) {
  return methods_below(file)->xUnlock(below(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* held) {
  return methods_below(file)->xCheckReservedLock(below(file), held);
}
int file_control(sqlite3_file* file, int op, void* argument) {
  return methods_below(file)->xFileControl(below(file), op, argument);
}
int sector_size(sqlite3_file* file) {
  return methods_below(file)->xSectorSize(below(file));
}
int device_characteristics(sqlite3_file* file) {
  return methods_below(file)->xDeviceCharacteristics(below(file));
}
int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  return methods_below(file)->xShmMap(below(file), region, size, extend, memory);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return methods_below(file)->xShmLock(below(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) {
  methods_below(file)->xShmBarrier(below(file));
}
int shm_unmap(sqlite3_file* file, int remove) {
  return methods_below(file)->xShmUnmap(below(file), remove);
}

constexpr sqlite3_io_methods file_methods = {2,
                                             close,
                                             read,
                                             write,
                                             truncate,
                                             sync,
                                             file_size,
                                             lock,
                                             unlock,
                                             check_reserved_lock,
                                             file_control,
                                             sector_size,
                                             device_characteristics,
                                             shm_map,
                                             shm_lock,
                                             shm_barrier,
                                             shm_unmap,
                                             nullptr,
                                             nullptr};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* ours = reinterpret_cast<FaultyFile*>(file);
  auto* system = static_cast<sqlite3_vfs*>(vfs->pAppData);
  ours->head.pMethods = nullptr;
  ours->name = name;
  const int code = system->xOpen(system, name, below(file), flags, out_flags);
  if (methods_below(file) != nullptr) ours->head.pMethods = &file_methods;
  return code;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  auto* system = static_cast<sqlite3_vfs*>(vfs->pAppData);
  const std::lock_guard guard(disk().mutex);
  if (disk().is_dead) return SQLITE_IOERR_DELETE;
  disk().files.erase(name);
  return system->xDelete(system, name, sync_directory);
}

}  // namespace

std::string FaultyDisk::vfs() {
  static const std::string name = "tansiq-faulty";
  static sqlite3_vfs vfs = {};
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite3_vfs* const system = sqlite3_vfs_find("unix");
    vfs = *system;  // the functions we do not replace do not look at the VFS they are given
    vfs.iVersion = 2;
    vfs.szOsFile = static_cast<int>(head_size) + system->szOsFile;
    vfs.zName = name.c_str();
    vfs.pAppData = system;
    vfs.xOpen = open;
    vfs.xDelete = remove;
    sqlite3_vfs_register(&vfs, 0);
  });
  return name;
}

void FaultyDisk::fail_at(Fault fault, std::int64_t nth) {
  const std::lock_guard guard(disk().mutex);
  disk().fault = fault;
  disk().nth = nth;
  disk().writes = disk().syncs = 0;
  disk().is_full = disk().struck = false;
}

void FaultyDisk::stay_full() {
  const std::lock_guard guard(disk().mutex);
  disk().is_full = true;
}

void FaultyDisk::cut_power() {
  const std::lock_guard guard(disk().mutex);
  cut_power_locked();
}

void FaultyDisk::restore_power() {
  const std::lock_guard guard(disk().mutex);
  disk().is_dead = false;
  disk().files.clear();
}

std::int64_t FaultyDisk::writes() {
  const std::lock_guard guard(disk().mutex);
  return disk().writes;
}

std::int64_t FaultyDisk::syncs() {
  const std::lock_guard guard(disk().mutex);
  return disk().syncs;
}

bool FaultyDisk::struck() {
  const std::lock_guard guard(disk().mutex);
  return disk().struck;
}

}  // namespace tansiq::tests

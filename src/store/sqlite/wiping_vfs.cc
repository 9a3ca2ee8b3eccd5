#include "store/sqlite/wiping_vfs.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <sqlite3.h>
#include <vector>

namespace tansiq::store::sqlite {
namespace {

/// What SQLite allocates for each file: this, and behind it the file of the VFS below.
struct WipingFile {
  sqlite3_file head;
  bool is_database;
};
constexpr std::size_t head_size = (sizeof(WipingFile) + 15) / 16 * 16;

sqlite3_file* below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + head_size);
}
const sqlite3_io_methods* methods_below(sqlite3_file* file) {
  return below(file)->pMethods;
}

int close(sqlite3_file* file) {
  return methods_below(file)->xClose(below(file));
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  const auto* page = static_cast<const unsigned char*>(data);
  const auto length = static_cast<std::size_t>(size);
  const bool is_page = reinterpret_cast<WipingFile*>(file)->is_database && size >= 512 &&
                       (size & (size - 1)) == 0 && offset % size == 0;
  const Gap gap = is_page ? gap_of(page, length, offset == 0) : Gap{};
  const bool is_clean =
      std::all_of(page + gap.begin, page + gap.end, [](unsigned char byte) { return byte == 0; });
  if (is_clean) return methods_below(file)->xWrite(below(file), data, size, offset);
  thread_local std::vector<unsigned char> wiped;
  wiped.assign(page, page + length);
  std::memset(wiped.data() + gap.begin, 0, gap.end - gap.begin);
  return methods_below(file)->xWrite(below(file), wiped.data(), size, offset);
}

// Everything else goes down unchanged.
int read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
  return methods_below(file)->xRead(below(file), data, size, offset);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return methods_below(file)->xTruncate(below(file), size);
}
int sync(sqlite3_file* file, int flags) {
  return methods_below(file)->xSync(below(file), flags);
}
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

// Version 2: shared memory for WAL, no memory-mapped pages, which would bypass write().
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

sqlite3_vfs* base_of(sqlite3_vfs* vfs) {
  return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* ours = reinterpret_cast<WipingFile*>(file);
  ours->head.pMethods = nullptr;
  ours->is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  const int code = base_of(vfs)->xOpen(base_of(vfs), name, below(file), flags, out_flags);
  // A file whose methods are set will be closed by SQLite, also where opening it failed.
  if (methods_below(file) != nullptr) ours->head.pMethods = &file_methods;
  return code;
}
int remove(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  return base_of(vfs)->xDelete(base_of(vfs), name, sync_directory);
}
int access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  return base_of(vfs)->xAccess(base_of(vfs), name, flags, result);
}
int full_pathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return base_of(vfs)->xFullPathname(base_of(vfs), name, size, out);
}
int randomness(sqlite3_vfs* vfs, int size, char* out) {
  return base_of(vfs)->xRandomness(base_of(vfs), size, out);
}
int sleep(sqlite3_vfs* vfs, int microseconds) {
  return base_of(vfs)->xSleep(base_of(vfs), microseconds);
}
int current_time(sqlite3_vfs* vfs, double* time) {
  return base_of(vfs)->xCurrentTime(base_of(vfs), time);
}
int last_error(sqlite3_vfs* vfs, int size, char* out) {
  return base_of(vfs)->xGetLastError(base_of(vfs), size, out);
}
int current_time_64(sqlite3_vfs* vfs, sqlite3_int64* time) {
  return base_of(vfs)->xCurrentTimeInt64(base_of(vfs), time);
}

struct Registered {
  std::string name;
  sqlite3_vfs vfs = {};
};

}  // namespace

Gap gap_of(const unsigned char* page, std::size_t size, bool at_start) {
  const std::size_t header = at_start ? 100 : 0;
  const unsigned char type = page[header];
  const bool is_interior = type == 2 || type == 5;
  const bool is_leaf = type == 10 || type == 13;
  if (!is_interior && !is_leaf) return {};
  const auto number_at = [&](std::size_t at) {
    return static_cast<std::size_t>(page[at]) << 8 | static_cast<std::size_t>(page[at + 1]);
  };
  const std::size_t cells = number_at(header + 3);
  const std::size_t content = number_at(header + 5);
  const std::size_t begin = header + (is_interior ? 12 : 8) + 2 * cells;
  const std::size_t end = content == 0 ? std::size_t{65536} : content;
  if (begin >= end || end > size) return {};
  return {begin, end};
}

std::string wiping_vfs(const std::string& base) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Registered>> registered;  // SQLite keeps pointers to these
  const std::lock_guard guard(mutex);
  if (const auto found = registered.find(base); found != registered.end()) return found->second->name;
  sqlite3_vfs* const found = sqlite3_vfs_find(base.empty() ? nullptr : base.c_str());
  if (found == nullptr) return {};
  auto made = std::make_unique<Registered>();
  made->name = "tansiq-" + (base.empty() ? "default" : base);
  auto& vfs = made->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(head_size) + found->szOsFile;
  vfs.mxPathname = found->mxPathname;
  vfs.zName = made->name.c_str();
  vfs.pAppData = found;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  vfs.xFullPathname = full_pathname;
  vfs.xRandomness = randomness;
  vfs.xSleep = sleep;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  vfs.xCurrentTimeInt64 = current_time_64;
  if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) return {};
  return registered.emplace(base, std::move(made)).first->second->name;
}

}  // namespace tansiq::store::sqlite

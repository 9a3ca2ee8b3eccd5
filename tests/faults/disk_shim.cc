// Breaks the disk of any program that it is loaded into.
//
//   LD_PRELOAD=libfault_shim.so TANSIQ_FAULTS=FILE TANSIQ_FAULTS_BELOW=DIRECTORY program...
//
// FILE holds one line, or nothing: "CALL NTH ERROR", where CALL is `write` (write, pwrite, writev, ftruncate)
// or `sync` (fsync, fdatasync), NTH counts such calls from the moment the line came (`*`: all of them), and
// ERROR is EIO, ENOSPC, `half` (half of the bytes are written) or `kill` (the process kills itself). Only
// files below DIRECTORY are touched. A test may rewrite FILE while the program runs; only its size, its time
// of change and its first bytes are looked at for each call, so this is no tool for measuring.

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

struct Order {
  char call[16] = {};
  long nth = 0;  // 0: every one
  char error[16] = {};
};

std::mutex mutex;
std::string last_line;  // under mutex
long count = 0;         // of calls since the line came; under mutex

std::string read_line(const char* path) {
  const int file = static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC));
  if (file < 0) return {};
  char text[64] = {};
  const auto size = syscall(SYS_read, file, text, sizeof text - 1);
  syscall(SYS_close, file);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

bool is_below(int file) {
  const char* const below = std::getenv("TANSIQ_FAULTS_BELOW");  // NOLINT(concurrency-mt-unsafe)
  if (below == nullptr) return false;
  char link[64];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  char path[4096];
  const auto size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return false;
  path[size] = '\0';
  return std::strncmp(path, below, std::strlen(below)) == 0;
}

enum class Verdict { go_on, fail, half };

/// What is to become of this call; sets errno where it is to fail.
Verdict judge(const char* call, int file) {
  const char* const path = std::getenv("TANSIQ_FAULTS");  // NOLINT(concurrency-mt-unsafe)
  if (path == nullptr || !is_below(file)) return Verdict::go_on;
  const std::lock_guard guard(mutex);
  const std::string line = read_line(path);
  if (line != last_line) {
    last_line = line;
    count = 0;
  }
  Order order;
  char nth[16] = {};
  if (std::sscanf(line.c_str(), "%15s %15s %15s", order.call, nth, order.error) != 3) return Verdict::go_on;
  if (std::strcmp(order.call, call) != 0) return Verdict::go_on;
  order.nth = std::strcmp(nth, "*") == 0 ? 0 : std::atol(nth);
  ++count;
  if (order.nth != 0 && order.nth != count) return Verdict::go_on;
  if (std::strcmp(order.error, "kill") == 0) kill(getpid(), SIGKILL);
  if (std::strcmp(order.error, "half") == 0) return Verdict::half;
  errno = std::strcmp(order.error, "ENOSPC") == 0 ? ENOSPC : EIO;
  return Verdict::fail;
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* data, size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  const auto verdict = judge("write", file);
  if (verdict == Verdict::fail) return -1;
  return real(file, data, verdict == Verdict::half ? size / 2 : size);
}

ssize_t pwrite(int file, const void* data, size_t size, off_t offset) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  const auto verdict = judge("write", file);
  if (verdict == Verdict::fail) return -1;
  return real(file, data, verdict == Verdict::half ? size / 2 : size, offset);
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t offset) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  const auto verdict = judge("write", file);
  if (verdict == Verdict::fail) return -1;
  return real(file, data, verdict == Verdict::half ? size / 2 : size, offset);
}

ssize_t writev(int file, const struct iovec* parts, int parts_count) {
  static const auto real = next<ssize_t (*)(int, const struct iovec*, int)>("writev");
  if (judge("write", file) == Verdict::fail) return -1;
  return real(file, parts, parts_count);
}

int ftruncate(int file, off_t size) noexcept {
  static const auto real = next<int (*)(int, off_t)>("ftruncate");
  return judge("write", file) == Verdict::fail ? -1 : real(file, size);
}

int ftruncate64(int file, off64_t size) noexcept {
  static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
  return judge("write", file) == Verdict::fail ? -1 : real(file, size);
}

int fsync(int file) {
  static const auto real = next<int (*)(int)>("fsync");
  return judge("sync", file) == Verdict::fail ? -1 : real(file);
}

int fdatasync(int file) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return judge("sync", file) == Verdict::fail ? -1 : real(file);
}

}  // extern "C"

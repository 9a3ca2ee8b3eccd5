#include "store/sqlite/files.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace tansiq::store::sqlite {

using base::Fault;

std::string errno_text() {
  return std::generic_category().message(errno);
}

tl::unexpected<base::Error> fail_errno(std::string_view what, const std::string& path) {
  const bool full = errno == ENOSPC || errno == EDQUOT;
  return base::fail(full ? Fault::unavailable : Fault::internal, fmt::format("{}: {}", what, errno_text()),
                    path);
}

Result<std::string> read_all(int file, const std::string& path) {
  std::string content;
  std::array<char, 65536> buffer;
  for (;;) {
    const auto count = ::pread(file, buffer.data(), buffer.size(), static_cast<off_t>(content.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_errno("cannot read", path);
    if (count == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

Result<> write_all(int file, std::string_view bytes, std::int64_t offset, std::string_view path) {
  while (!bytes.empty()) {
    const auto count = ::pwrite(file, bytes.data(), bytes.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_errno("cannot write", std::string(path));
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += count;
  }
  return {};
}

namespace {

Result<> sync(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return fail_errno("cannot open", path);
  const bool synced = ::fsync(file) == 0;
  auto result = synced ? Result<>{} : Result<>(fail_errno("fsync failed", path));
  ::close(file);
  return result;
}

}  // namespace

Result<> sync_directory(const std::string& directory) {
  return sync(directory, O_RDONLY | O_DIRECTORY);
}
Result<> sync_file(const std::string& path) {
  return sync(path, O_RDONLY);
}

Result<> make_directory(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return fail_errno("cannot make", directory);
  return {};
}

Result<> make_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) return base::fail(Fault::conflict, "the file exists", path);
  if (file < 0) return fail_errno("cannot make", path);
  ::close(file);
  return {};
}

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

Result<DirectoryLock> DirectoryLock::take(const std::string& directory) {
  const std::string path = fmt::format("{}/{}", directory, file_name);
  DirectoryLock lock;
  lock.file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock.file_ < 0) return fail_errno("cannot open", path);
  if (::flock(lock.file_, LOCK_EX | LOCK_NB) != 0) {
    auto holder = read_all(lock.file_, path).value_or("");
    while (!holder.empty() && holder.back() == '\n') holder.pop_back();
    return base::fail(Fault::conflict,
                      fmt::format("the store is in use by process {}", holder.empty() ? "?" : holder),
                      directory, "one process at a time may write to a store");
  }
  const auto name = fmt::format("{}\n", ::getpid());
  if (::ftruncate(lock.file_, 0) != 0) return fail_errno("cannot write", path);
  if (auto written = write_all(lock.file_, name, 0, path); !written) return fail(written);
  return lock;
}

DirectoryLock::~DirectoryLock() {
  // The file stays: removing it could take it from under a process that just opened it.
  if (file_ >= 0) ::close(file_);
}

}  // namespace tansiq::store::sqlite

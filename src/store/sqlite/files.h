#pragma once

/// The few things that the store does with files itself.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/base.h"

namespace tansiq::store::sqlite {

using base::Result;

/// The text of errno.
std::string errno_text();

/// "what path: errno text" as an error: Fault::unavailable where the disk is full, else Fault::internal.
tl::unexpected<base::Error> fail_errno(std::string_view what, const std::string& path);

/// The whole of an open file.
Result<std::string> read_all(int file, const std::string& path);
/// Writes all of `bytes` at `offset`.
Result<> write_all(int file, std::string_view bytes, std::int64_t offset, std::string_view path);

/// Makes durable what was made, renamed or removed in a directory.
Result<> sync_directory(const std::string& directory);
/// Makes a file's content and size durable.
Result<> sync_file(const std::string& path);
/// Makes a directory (mode 0700) where there is none.
Result<> make_directory(const std::string& directory);
/// Makes an empty file (mode 0600) that must not exist yet (Fault::conflict).
Result<> make_file(const std::string& path);
bool exists(const std::string& path);

/// Holds a directory for this process, until destroyed.
class DirectoryLock {
 public:
  static constexpr std::string_view file_name = "lock";

  /// Fault::conflict, naming the process, where another holds it.
  static Result<DirectoryLock> take(const std::string& directory);

  DirectoryLock() = default;
  DirectoryLock(DirectoryLock&& other) noexcept : file_(other.file_) { other.file_ = -1; }
  DirectoryLock& operator=(DirectoryLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~DirectoryLock();

 private:
  int file_ = -1;
};

}  // namespace tansiq::store::sqlite

#include "node/durable_file.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

bool write_all(int handle, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(handle, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_folder(const std::string& folder) {
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return false;
  const bool synced = ::fsync(handle) == 0;
  ::close(handle);
  return synced;
}

}  // namespace

base::Result<> put_durably(const std::string& file, std::string_view text) {
  const auto fresh = file + ".new";
  const int handle = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  bool written = handle >= 0 && write_all(handle, text) && ::fsync(handle) == 0;
  int error = written ? 0 : errno;
  if (handle >= 0 && ::close(handle) != 0 && written) {
    written = false;
    error = errno;
  }
  if (written && (std::rename(fresh.c_str(), file.c_str()) != 0 ||
                  !sync_folder(std::filesystem::path(file).parent_path().string()))) {
    written = false;
    error = errno;
  }
  if (written) return {};
  ::unlink(fresh.c_str());
  return fail(error == ENOSPC || error == EDQUOT ? Fault::unavailable : Fault::internal, "cannot be written",
              file);
}

}  // namespace tansiq::node

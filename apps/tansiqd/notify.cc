#include "notify.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tansiq::daemon {
namespace {

std::string_view socket_name() {
  // The environment is never changed after start.
  const char* name = std::getenv("NOTIFY_SOCKET");  // NOLINT(concurrency-mt-unsafe)
  return name == nullptr ? "" : name;
}

}  // namespace

bool is_under_systemd() {
  return !socket_name().empty();
}

void notify_systemd(const std::string& state) {
  const auto name = socket_name();
  sockaddr_un address{};
  if (name.empty() || name.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name.front() == '@') address.sun_path[0] = '\0';  // the abstract namespace of Linux
  const int handle = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (handle < 0) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  // Not being heard is no reason to stop.
  static_cast<void>(sendto(handle, state.data(), state.size(), MSG_NOSIGNAL,
                           reinterpret_cast<const sockaddr*>(&address), length));
  close(handle);
}

}  // namespace tansiq::daemon

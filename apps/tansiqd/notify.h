#pragma once

#include <string>

namespace tansiq::daemon {

/// Whether a systemd that wants to be told of our state has started this process.
bool is_under_systemd();

/// Tells systemd's service manager something, as sd_notify(3) does; nothing happens where nobody listens.
void notify_systemd(const std::string& state);

}  // namespace tansiq::daemon

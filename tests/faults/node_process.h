#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/error.h"
#include "conformance/suite.h"
#include "faults/control.h"

namespace tansiq::faults {

/// How a node is started.
struct Launch {
  std::string command;  ///< a program that takes a folder, goes on with the node in it or makes one, and
                        ///< prints a line of JSON
  std::string folder;
  bool with_shim = false;
  std::int64_t clock_offset_s = 0;          ///< with the shim: how wrong the clock is from the start
  std::optional<std::uint64_t> file_limit;  ///< RLIMIT_FSIZE in bytes
  int ready_ms = 30'000;                    ///< how long it may take until its line comes
};

/// How a node is reached, from the line that it prints.
struct Access {
  std::string url, api_root, collection, user, password, token;
  int port = 0;

  [[nodiscard]] conformance::Options options() const;
};

/// A node in a process group of its own, which dies with this object. For one thread.
class NodeProcess {
 public:
  /// Starts the node and waits for its line. Fault::unavailable when it ends or stays silent.
  static base::Result<std::unique_ptr<NodeProcess>> start(const Launch& launch);

  /// Starts it without waiting; access() is empty.
  static base::Result<std::unique_ptr<NodeProcess>> begin(const Launch& launch);

  ~NodeProcess();
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;

  [[nodiscard]] const Access& access() const { return access_; }

  /// SIGKILL, and waits for its end.
  void kill();

  /// SIGTERM, and waits for its end; the exit status, or nothing when it did not end in time (and was
  /// killed).
  std::optional<int> stop(int patience_ms = 15'000);

  /// The wait status if it ends by itself within that time.
  std::optional<int> ended(int patience_ms);

  /// What it wrote to standard error so far.
  [[nodiscard]] std::string messages() const;

  /// With the shim: what becomes of the calls that write the node's files, in the words of disk_shim.cc.
  void order_fault(const std::string& order) const;

  /// With the shim: how wrong its clock is.
  [[nodiscard]] Control& control() { return *control_; }

 private:
  NodeProcess() = default;
  base::Result<> await_line(int patience_ms);

  pid_t pid_ = -1;
  int output_ = -1;
  std::string log_, faults_;
  Access access_;
  Control* control_ = nullptr;
};

}  // namespace tansiq::faults

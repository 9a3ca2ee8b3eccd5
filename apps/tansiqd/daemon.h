#pragma once

/// The life of the node's process.

#include <string>

namespace tansiq::daemon {

/// How tansiqd ends (sysexits.h).
enum Exit : int {
  stopped = 0,         ///< as it was asked to
  bad_usage = 2,       ///< the command line is wrong
  not_available = 69,  ///< the port is taken, or another process has the store open
  broken = 70,         ///< the disk or the store is broken; also when a commit fails while serving
  bad_config = 78,     ///< the configuration, or a file it names, is wrong
};

struct Options {
  std::string config;
  int ready_descriptor = -1;  ///< gets the node's address and a line feed once it serves
  bool only_check = false;
};

/// Runs a node until SIGTERM or SIGINT. Call it before any thread exists.
int run(const Options& options);

}  // namespace tansiq::daemon

#pragma once

#include <cstdint>
#include <string>

#include "faults/ledger.h"
#include "faults/node_process.h"

namespace tansiq::faults {

/// What the whole run was started with.
struct Setup {
  std::string command;         ///< starts a node: see Launch
  std::string import_command;  ///< imports a file into a running node; empty: imports are not tried
  std::string folder;          ///< everything of this run stands below it
  std::uint64_t rounds = 40;
  std::uint64_t seed = 0;
};

const Setup& setup();

/// Sanitizers' runtimes must be loaded first and watch the very calls that the shim replaces.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool can_load_shim = false;
#else
inline constexpr bool can_load_shim = true;
#endif

/// A launch in a new folder of that name.
Launch fresh(const std::string& name);

/// Posts one object and reads it back; what went wrong, or nothing. A ledger is told of the object.
std::string trouble_of(const Access& access, Ledger* ledger = nullptr);

}  // namespace tansiq::faults

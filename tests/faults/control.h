#pragma once

#include <atomic>
#include <cstdint>

namespace tansiq::faults {

/// What a test tells the shim of the clock (clock_shim.cc) that is loaded into the node: a file of this
/// layout, mapped by both. How the disk is broken stands in disk_shim.cc.
struct Control {
  std::atomic<std::int64_t> clock_offset_s;  ///< added to the wall clock
};

/// The environment variable that names the file.
inline constexpr const char* control_variable = "TANSIQ_FAULT_CONTROL";

}  // namespace tansiq::faults

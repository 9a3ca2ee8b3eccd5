#pragma once

#include <atomic>
#include <cstdint>

namespace tansiq::faults {

/// What a test tells the shim (shim.cc) that is loaded into the node: a file of this layout, mapped by both.
/// All zeros means that nothing is broken.
struct Control {
  std::atomic<std::int64_t> clock_offset_s;  ///< added to the wall clock
  std::atomic<std::int32_t>
      fsync_fails;                   ///< 1: fsync and fdatasync fail with EIO, and so does what follows them
  std::atomic<std::int32_t> fsyncs;  ///< counted by the shim
  std::atomic<std::int32_t> refused_fsyncs;  ///< of them, those that failed
};

/// The environment variable that names the file.
inline constexpr const char* control_variable = "TANSIQ_FAULT_CONTROL";

}  // namespace tansiq::faults

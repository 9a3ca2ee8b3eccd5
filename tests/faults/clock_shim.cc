// Shifts the wall clock of the node that it is loaded into, as the test says in the Control file.

#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "faults/control.h"

namespace {

using tansiq::faults::Control;

/// The mapped file; nullptr while there is none. Opened once, on first use.
Control* control() {
  static Control* const mapped = []() -> Control* {
    const char* path = std::getenv(tansiq::faults::control_variable);  // NOLINT(concurrency-mt-unsafe)
    if (path == nullptr) return nullptr;
    const int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return nullptr;
    void* memory = mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return memory == MAP_FAILED ? nullptr : static_cast<Control*>(memory);
  }();
  return mapped;
}

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

time_t offset() {
  const Control* now = control();
  return now == nullptr ? 0 : static_cast<time_t>(now->clock_offset_s.load());
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, struct timespec* out) noexcept {
  static auto* const real_clock = real<int(clockid_t, struct timespec*)>("clock_gettime");
  const int result = real_clock(clock, out);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) out->tv_sec += offset();
  return result;
}

int gettimeofday(struct timeval* out, void* zone) noexcept {
  static auto* const real_time = real<int(struct timeval*, void*)>("gettimeofday");
  const int result = real_time(out, zone);
  if (result == 0) out->tv_sec += offset();
  return result;
}

time_t time(time_t* out) noexcept {
  struct timespec now {};
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}
}

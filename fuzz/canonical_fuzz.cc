// The canonical form of any text: never a crash, and its own canonical form.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "stix/canonical.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto once = tansiq::stix::canonical(text);
  if (!once) {
    if (once.error().what.empty()) std::abort();
    return 0;
  }
  const auto twice = tansiq::stix::canonical(*once);
  if (!twice || *twice != *once) std::abort();
  return 0;
}

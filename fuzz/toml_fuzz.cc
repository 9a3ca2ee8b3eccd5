// The configuration: any bytes give a configuration or a list of problems, and a configuration that was
// accepted is written and read back unchanged.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto config = tansiq::config::parse(text, "fuzz");
  if (!config) {
    if (config.error().empty()) std::abort();
    return 0;
  }
  const auto written = tansiq::config::example(*config);
  const auto again = tansiq::config::parse(written, "again");
  if (!again || tansiq::config::example(*again) != written) std::abort();
  return 0;
}

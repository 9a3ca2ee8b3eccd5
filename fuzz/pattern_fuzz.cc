// A pattern from outside: never a crash, and white space and comments around it change no verdict.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "stix/pattern.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tansiq::stix::check_pattern;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto problems = check_pattern(text);
  if (problems.size() > 1) std::abort();
  if (problems.empty()) {
    if (!check_pattern(" /* a */ " + std::string(text) + "\n// b").empty()) std::abort();
    if (!check_pattern("(" + std::string(text) + "\n) AND (" + std::string(text) + "\n)").empty() &&
        size < 60)
      std::abort();
  }
  return 0;
}

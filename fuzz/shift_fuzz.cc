// Any bytes as a shift change: what is accepted can be meant and is written back to the same bytes.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "desk/shift.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tansiq::desk;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto change = read_shift_change(text);
  if (!change) return 0;
  if (!check(*change) || render(*change) != text || signers(*change).empty()) std::abort();
  (void)roster_of({&*change, 1});
  return 0;
}

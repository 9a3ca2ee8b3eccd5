// A list in FollowTheMoney: however it is cut, the same entries; each of them an object that a node takes.

#include "list_entries.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tansiq::fuzz::expect_same_entries({reinterpret_cast<const char*>(data), size}, tansiq::lists::read_ftm);
  return 0;
}

// Any bytes as a proof bundle: what is read is written back to the same bytes, and what was never signed by
// the key at hand shows nothing.

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "journal/bundle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tansiq::journal;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // The key that signed the seeds.
  static const std::vector keys = {
      *read_verifier_key("tansiq/journal/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"
                         "1+e16233a0+Aa8Go+MpFxTk81bBnJsVzRlR7G5mYqp3vgdUfyiTgzQd")};
  const auto bundle = read_bundle(text);
  if (bundle && render(*bundle) != text) std::abort();
  const auto verdict = verify_bundle(text, keys);
  if (verdict.has_value() != bundle.has_value()) std::abort();
  if (!verdict) return 0;
  for (const auto& log : verdict->logs)
    for (const auto& entry : log.entries)
      if (entry.number < 1 || static_cast<std::uint64_t>(entry.number) > log.checkpoint.size) std::abort();
  if (verdict->logs.size() + verdict->problems.size() < bundle->logs.size()) std::abort();
  (void)compare({&*verdict, 1});
  return 0;
}

// A card, or a revocation: any bytes give a value or an error; what is accepted is written back to the same
// bytes.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "exchange/card.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tansiq::exchange;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto chain = CardChain::begin(text)) {
    const auto again = CardChain::begin(chain->documents().front().text());
    if (!again || again->service() != chain->service()) std::abort();
    if (!chain->extend(text)) std::abort();  // the very same card changes nothing
  }
  if (const auto card = read_card(text)) (void)render(*card);
  if (const auto revocation = read_revocation(text)) (void)render(*revocation);
  (void)fingerprint_matches({}, text);
  return 0;
}

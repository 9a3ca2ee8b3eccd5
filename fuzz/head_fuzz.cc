// What a partner streams: the input is cut into lines, the first is taken for a head, the others for
// envelopes. Whatever they are, the inbox gives a next state or names a fault, and a fault accepts nothing.

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "exchange/exchange.h"

namespace {

using namespace tansiq;
using namespace tansiq::exchange;

const CardChain& cards() {
  static const CardChain chain = [] {
    const auto root = *SigningKey::from_seed(std::string(32, 'r'));
    const auto key = *SigningKey::from_seed(std::string(32, '1'));
    return *CardChain::begin(sign(root, first_card(root.public_key(), key.public_key(), "rabat", "MA",
                                                   "https://rabat.example:8443", {base::sha256("rabat tls")},
                                                   *base::parse_time("2026-05-01T12:00:00Z")))
                                 .text());
  }();
  return chain;
}

/// The recipient of the seeds: Madrid of the test vectors.
ServiceId recipient() {
  const auto root = *SigningKey::from_seed(std::string(32, 'm'));
  const auto key = *SigningKey::from_seed(std::string(32, '3'));
  return sign(root,
              first_card(root.public_key(), key.public_key(), "madrid", "ES", "https://madrid.example:8443",
                         {base::sha256("madrid tls")}, *base::parse_time("2026-05-01T12:00:00Z")))
      .hash();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto inbox = Inbox::begin(recipient(), cards().service());
  std::vector<std::string_view> lines;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  while (!text.empty() && lines.size() < 100) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  if (lines.empty()) return 0;
  const std::span<const std::string_view> envelopes(lines.begin() + 1, lines.end());
  const auto received = receive(inbox, lines.front(), envelopes, {&cards(), {}, {}});
  if (received.fault) {
    if (received.inbox.number != inbox.number || !received.items.empty()) std::abort();
    if (received.fault->sentence().empty()) std::abort();
  } else if (received.items.size() != envelopes.size()) {
    std::abort();
  }
  return 0;
}

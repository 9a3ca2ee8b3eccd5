// A chain of cell versions and acceptances, one a line, over the cards of the test vectors. Whatever comes,
// the chain is whole: numbers without gaps, each version following the one before.

#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string_view>

#include "exchange/cell_chain.h"

namespace {

using namespace tansiq;
using namespace tansiq::exchange;

const CardChain* find(const ServiceId& service) {
  static const auto chains = [] {
    std::map<ServiceId, CardChain> all;
    const struct {
      const char *name, *country;
      char root, key;
    } services[] = {{"rabat", "MA", 'r', '1'}, {"madrid", "ES", 'm', '3'}, {"regional", "BE", 'o', '5'}};
    for (const auto& one : services) {
      const auto root = *SigningKey::from_seed(std::string(32, one.root));
      const auto key = *SigningKey::from_seed(std::string(32, one.key));
      const std::string name = one.name;
      auto chain = *CardChain::begin(
          sign(root, first_card(root.public_key(), key.public_key(), name, one.country,
                                "https://" + name + ".example:8443", {base::sha256(name + " tls")},
                                *base::parse_time("2026-05-01T12:00:00Z")))
              .text());
      all.emplace(chain.service(), std::move(chain));
    }
    return all;
  }();
  const auto found = chains.find(service);
  return found == chains.end() ? nullptr : &found->second;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::optional<CellChain> chain;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (!chain) {
      if (auto begun = CellChain::begin(line, find)) chain = *std::move(begun);
      continue;
    }
    (void)chain->extend(line, find);
    (void)chain->take(line, find);
    (void)take_seat({}, line, {}, find, false);
    for (std::size_t i = 0; i < chain->versions().size(); ++i) {
      const auto& version = chain->versions()[i];
      if (version.number != i + 1) std::abort();
      if (i > 0 && version.previous != chain->documents()[i - 1].hash()) std::abort();
      for (const auto& seat : version.roster) (void)chain->role_of(seat.service);
    }
  }
  return 0;
}

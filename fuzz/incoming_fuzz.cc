// What a partner's stream brings: cut in two ways it gives the same batches and cards; merged it gives the
// same envelopes under the last head; nothing is held beyond the limits.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "wire/peer/incoming.h"

namespace {

using namespace tansiq::wire::peer;

constexpr IncomingLimits limits{
    .event_bytes = 512, .batch_bytes = 1024, .batch_envelopes = 8, .merged_envelopes = 6};

/// All that came, in one line each; where the stream was refused, what came before.
std::vector<std::string> read(std::string_view stream, std::size_t piece, bool merged) {
  IncomingReader reader(limits);
  std::vector<std::string> all;
  std::string head;
  bool has_head = false;
  const auto end_batch = [&] {
    if (has_head) all.push_back("head " + head);
    has_head = false;
  };
  while (!stream.empty()) {
    const auto fed = reader.feed(stream.substr(0, piece));
    stream.remove_prefix(std::min(piece, stream.size()));
    while (const auto next = reader.take(merged)) {
      const std::size_t most =
          merged ? std::max(limits.merged_envelopes, limits.batch_envelopes) : limits.batch_envelopes;
      if (next->envelopes.size() > most) std::abort();
      if (!next->cards.empty() && !(next->envelopes.empty() && next->head.empty())) std::abort();
      for (const auto& envelope : next->envelopes) all.push_back("envelope " + envelope);
      for (const auto& card : next->cards) all.push_back("card " + card);
      if (next->cards.empty()) {
        head = next->head;
        has_head = true;
      }
      if (!merged) end_batch();
    }
    if (!fed) break;
    if (reader.held_bytes() > limits.batch_bytes) std::abort();
  }
  end_batch();
  return all;
}

std::vector<std::string> only(const std::vector<std::string>& all, std::string_view what) {
  std::vector<std::string> some;
  for (const auto& line : all)
    if (line.starts_with(what)) some.push_back(line);
  return some;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  const auto byte_by_byte = read(stream, 1, false);
  const auto whole = read(stream, 4096, true);
  if (size < limits.event_bytes) {  // then no limit strikes, wherever it is cut
    if (byte_by_byte != read(stream, 13, false)) std::abort();
    if (only(byte_by_byte, "envelope") != only(whole, "envelope")) std::abort();
    if (only(byte_by_byte, "card") != only(whole, "card")) std::abort();
    const auto heads = only(byte_by_byte, "head"), merged = only(whole, "head");
    if (heads.empty() != merged.empty() || (!heads.empty() && heads.back() != merged.back())) std::abort();
  }
  return 0;
}

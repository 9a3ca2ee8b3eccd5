// A stream of server-sent events: cut in two ways it gives the same events, none larger than allowed.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/sse.h"

namespace {

using namespace tansiq;

constexpr std::size_t most = 4096;

std::vector<std::string> read(std::string_view stream, std::size_t piece) {
  exchange::EventReader reader(most);
  std::vector<std::string> events;
  while (!stream.empty()) {
    const auto ok = reader.feed(stream.substr(0, piece), [&](const exchange::Event& event) -> base::Result<> {
      if (event.data.size() > most || event.name.empty()) std::abort();
      events.push_back(event.name + '\n' + event.last_id + '\n' + event.data);
      return {};
    });
    if (!ok) break;
    stream.remove_prefix(std::min(piece, stream.size()));
  }
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  if (read(stream, 1) != read(stream, 7)) std::abort();
  if (size < most && read(stream, 1) != read(stream, size + 1)) std::abort();
  (void)exchange::number_of(stream);
  return 0;
}

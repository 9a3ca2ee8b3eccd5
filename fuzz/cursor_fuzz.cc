// Cursors of any bytes. No forged one may open, whatever key and binding the attacker knows nothing of; a
// real one opens to what it was made of, and with one change to nothing.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wire/cursor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tansiq::base::Time;
  static const tansiq::wire::Cursors cursors(tansiq::base::random_bytes(32));
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (cursors.open(bytes, "binding")) std::abort();

  std::uint64_t instant = 0;
  for (std::size_t i = 0; i < size && i < 8; ++i) instant = (instant << 8U) | data[i];
  const Time time{Time::duration(static_cast<std::int64_t>(instant))};
  std::string cursor = cursors.make(time, bytes);
  const auto opened = cursors.open(cursor, bytes);
  if (!opened || *opened != time) std::abort();
  if (cursors.open(cursor, std::string(bytes) + "x")) std::abort();
  if (size > 0) {
    char& changed = cursor[data[0] % cursor.size()];
    changed = changed == 'A' ? 'B' : 'A';
    if (cursors.open(cursor, bytes)) std::abort();
  }
  return 0;
}

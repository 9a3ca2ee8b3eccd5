#include "store/sqlite/keys.h"

#include <cassert>
#include <cstring>
#include <sodium.h>

namespace tansiq::store::sqlite {
namespace {

constexpr std::uint64_t low_47_bits = (std::uint64_t{1} << 47) - 1;

std::uint64_t hash(const std::string& secret, const void* data, std::size_t size) {
  unsigned char out[crypto_shorthash_BYTES];
  crypto_shorthash(out, static_cast<const unsigned char*>(data), size,
                   reinterpret_cast<const unsigned char*>(secret.data()));
  std::uint64_t number = 0;
  for (const unsigned char byte : out) number = number << 8 | byte;
  return number;
}

}  // namespace

Keys::Keys(std::string_view secret) : secret_(secret) {
  assert(secret_.size() == crypto_shorthash_KEYBYTES);
}

std::int64_t Keys::object(std::int64_t collection, ServiceNumber originator, std::string_view id) const {
  // Nearly every id fits the buffer: type (at most 250 characters by the specification), "--", UUID.
  char buffer[320];
  std::string longer;
  const std::int64_t numbers[2] = {collection, originator};
  const std::size_t size = sizeof numbers + id.size();
  char* out = buffer;
  if (size > sizeof buffer) {
    longer.resize(size);
    out = longer.data();
  }
  std::memcpy(out, numbers, sizeof numbers);
  std::memcpy(out + sizeof numbers, id.data(), id.size());
  return static_cast<std::int64_t>(hash(secret_, out, size) & low_47_bits) & ~(spec_span - 1);
}

std::int64_t Keys::text(std::string_view text) const {
  return static_cast<std::int64_t>(hash(secret_, text.data(), text.size()) & low_47_bits);
}

}  // namespace tansiq::store::sqlite

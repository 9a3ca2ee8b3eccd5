#include "wire/cursor.h"

#include <array>
#include <cassert>
#include <sodium.h>

namespace tansiq::wire {

namespace {

constexpr char version = 1;
constexpr std::size_t instant_bytes = 8;
constexpr std::size_t head_bytes = 1 + instant_bytes;
constexpr std::size_t seal_bytes = 16;
constexpr std::size_t key_bytes = 32;

}  // namespace

Cursors::Cursors(std::string key) : key_(std::move(key)) {
  assert(key_.size() == key_bytes);
}

std::string Cursors::seal_of(std::string_view head, std::string_view binding) const {
  crypto_generichash_state state;
  const auto bytes_of = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  crypto_generichash_init(&state, bytes_of(key_), key_.size(), seal_bytes);
  crypto_generichash_update(&state, bytes_of(head), head.size());
  crypto_generichash_update(&state, bytes_of(binding), binding.size());
  std::string seal(seal_bytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(seal.data()), seal.size());
  return seal;
}

std::string Cursors::make(base::Time last, std::string_view binding) const {
  std::string head(1, version);
  const auto instant = static_cast<std::uint64_t>(last.time_since_epoch().count());
  for (std::size_t i = 0; i < instant_bytes; ++i) {
    head += static_cast<char>(instant >> (8 * (instant_bytes - 1 - i)));
  }
  return base::to_base64url(head + seal_of(head, binding));
}

base::Result<base::Time> Cursors::open(std::string_view cursor, std::string_view binding) const {
  const auto refused = base::fail(base::Fault::invalid, "is no cursor of this query", "next",
                                  "take it from the answer before, and keep every other parameter as it was");
  const auto bytes = base::from_base64url(cursor);
  if (!bytes || bytes->size() != head_bytes + seal_bytes || bytes->front() != version) return refused;
  const auto head = std::string_view(*bytes).substr(0, head_bytes);
  const auto seal = std::string_view(*bytes).substr(head_bytes);
  if (!base::equal_in_constant_time(seal, seal_of(head, binding))) return refused;
  std::uint64_t instant = 0;
  for (const char byte : head.substr(1)) instant = (instant << 8U) | static_cast<unsigned char>(byte);
  return base::Time(base::Time::duration(static_cast<std::int64_t>(instant)));
}

}  // namespace tansiq::wire

#include "exchange/ids.h"

#include <sodium.h>

namespace tansiq::exchange {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Digest hash_of(std::string_view context, std::string_view bytes) {
  static constexpr unsigned char zero = 0;
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, octets(context), context.size());
  crypto_hash_sha256_update(&state, &zero, 1);
  crypto_hash_sha256_update(&state, octets(bytes), bytes.size());
  Digest digest;
  crypto_hash_sha256_final(&state, digest.data());
  return digest;
}

std::string to_text(const Digest& digest) {
  return base::to_hex(base::view(digest));
}

Result<Digest> digest_from(std::string_view text) {
  Digest digest{};
  if (text.size() != 2 * digest.size())
    return base::fail(Fault::invalid, "not a digest", {}, "64 lower-case hexadecimal digits");
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = digit_of(text[2 * i]);
    const int low = digit_of(text[2 * i + 1]);
    if (high < 0 || low < 0)
      return base::fail(Fault::invalid, "not a digest", {}, "64 lower-case hexadecimal digits");
    digest[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return digest;
}

Digest commitment_of(std::string_view salt, std::string_view content) {
  return base::sha256(salt, content);
}

}  // namespace tansiq::exchange

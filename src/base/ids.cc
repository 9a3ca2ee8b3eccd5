#include "base/ids.h"

#include <openssl/evp.h>

#include "base/bytes.h"

namespace tansiq::base {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_dash_position(std::size_t i) {
  return i == 8 || i == 13 || i == 18 || i == 23;
}

std::string layout(std::string bytes, int version) {
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0f) | (version << 4));
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3f) | 0x80);
  std::string text = to_hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

}  // namespace

std::string random_uuid() {
  return layout(random_bytes(16), 4);
}

std::string uuid_v5(std::string_view ns, std::string_view name) {
  std::string digits;
  for (const char c : ns)
    if (c != '-') digits += c;
  std::string input = from_hex(digits).value_or("");
  input += name;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(input.data(), input.size(), digest, &size, EVP_sha1(), nullptr);
  return layout(std::string(reinterpret_cast<const char*>(digest), 16), 5);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_position(i) ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

int uuid_version(std::string_view text) {
  if (!is_uuid(text)) return 0;
  const char variant = text[19];
  const bool ours = variant == '8' || variant == '9' || variant == 'a' || variant == 'b' || variant == 'A' ||
                    variant == 'B';
  const char version = text[14];
  return ours && version >= '0' && version <= '9' ? version - '0' : 0;
}

}  // namespace tansiq::base

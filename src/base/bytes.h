#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace tansiq::base {

/// A SHA-256 digest.
using Digest = std::array<std::uint8_t, 32>;

/// The SHA-256 of `bytes` (FIPS 180-4).
Digest sha256(std::string_view bytes);

/// The SHA-256 of the concatenation of two byte strings: commitment = sha256(salt, content).
Digest sha256(std::string_view first, std::string_view second);

/// The digest's 32 bytes as a view; it lives as long as the digest.
std::string_view view(const Digest& digest);

/// `count` bytes from the system's random source.
std::string random_bytes(std::size_t count);

/// Lower-case hexadecimal digits.
std::string to_hex(std::string_view bytes);
Result<std::string> from_hex(std::string_view hex);

/// Base64 of RFC 4648 section 4, with padding.
std::string to_base64(std::string_view bytes);
Result<std::string> from_base64(std::string_view text);

/// Base64 of RFC 4648 section 5 (safe in URLs and file names), without padding.
std::string to_base64url(std::string_view bytes);
Result<std::string> from_base64url(std::string_view text);

/// Whether two byte strings are equal, in a time that depends on their lengths alone.
bool equal_in_constant_time(std::string_view left, std::string_view right);

/// Overwrites a secret in memory and empties the string.
void wipe(std::string& secret);

}  // namespace tansiq::base

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"

namespace tansiq::exchange {

using base::Digest;
using base::Fault;
using base::Result;

/// A service: the hash of its first card, for ever. Never a name, never its current key.
using ServiceId = Digest;

/// A cell: the hash of its first version.
using CellId = Digest;

/// The version of these formats. A document of another version is refused, never guessed at.
inline constexpr std::uint64_t protocol = 1;

/// What a hash or a signature is about. Each kind of document has its own context, so that what was signed as
/// one can never be shown as another.
namespace context {
inline constexpr std::string_view card = "tansiq/card/1";
inline constexpr std::string_view revocation = "tansiq/revocation/1";
inline constexpr std::string_view cell = "tansiq/cell/1";
inline constexpr std::string_view acceptance = "tansiq/acceptance/1";
inline constexpr std::string_view vote = "tansiq/vote/1";
inline constexpr std::string_view proposal = "tansiq/proposal/1";
inline constexpr std::string_view seat = "tansiq/seat/1";
inline constexpr std::string_view outbox = "tansiq/outbox/1";
inline constexpr std::string_view envelope = "tansiq/envelope/1";
inline constexpr std::string_view record = "tansiq/record/1";
inline constexpr std::string_view head = "tansiq/head/1";
inline constexpr std::string_view permission = "tansiq/permission/1";
inline constexpr std::string_view seal = "tansiq/seal/1";
inline constexpr std::string_view recall = "tansiq/recall/1";
inline constexpr std::string_view erasures = "tansiq/erasures/1";
inline constexpr std::string_view fingerprint = "tansiq/fingerprint/1";
}  // namespace context

/// SHA-256(context ‖ 0x00 ‖ bytes): every hash of these formats except the commitment. No context holds a
/// zero byte, so hashes of different contexts never stand for each other.
Digest hash_of(std::string_view context, std::string_view bytes);

/// 64 lower-case hexadecimal digits, as ids and hashes stand in documents.
std::string to_text(const Digest& digest);

/// Reads what to_text writes, and nothing else: upper-case digits are refused.
Result<Digest> digest_from(std::string_view text);

/// SHA-256(salt ‖ content): what a sender is bound to without its content being guessable from it.
Digest commitment_of(std::string_view salt, std::string_view content);

/// Bytes of a salt.
inline constexpr std::size_t salt_size = 32;

}  // namespace tansiq::exchange

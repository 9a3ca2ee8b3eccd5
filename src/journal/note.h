#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"

/// Signed notes (C2SP signed-note): a text for people, a blank line, and a line for each signature over the
/// text. Ed25519 only, signature type 1.
namespace tansiq::journal {

/// An Ed25519 public key (RFC 8032).
using PublicKey = std::array<std::uint8_t, 32>;

/// A key that somebody decided to believe, under the name that its signatures must carry.
struct VerifierKey {
  std::string name;
  PublicKey key{};

  /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), big-endian: which key a signature line means.
  [[nodiscard]] std::uint32_t id() const;
  /// "NAME+ID+KEY", the form in which C2SP passes keys on.
  [[nodiscard]] std::string text() const;

  bool operator==(const VerifierKey&) const = default;
};

/// Reads what VerifierKey::text() writes; refuses an id that does not fit name and key.
base::Result<VerifierKey> read_verifier_key(std::string_view text);

/// Whether a text may name a key: not empty, at most 200 bytes of UTF-8, without space, plus and controls.
bool is_key_name(std::string_view name);

struct NoteSignature {
  std::string name;
  std::uint32_t id = 0;
  std::string bytes;  ///< without the four of the id

  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  ///< ends with a line feed; this is what is signed
  std::vector<NoteSignature> signatures;

  [[nodiscard]] std::string render() const;

  bool operator==(const Note&) const = default;
};

inline constexpr std::size_t most_note_bytes = 64 * 1024;
inline constexpr std::size_t most_note_signatures = 100;

/// Reads a note and verifies nothing. Refused: what is no UTF-8, holds controls other than line feed, or has
/// no signature line.
base::Result<Note> read_note(std::string_view text);

/// Gives the 64 bytes of an Ed25519 signature over a message. The key stays with whoever made the function.
using Signer = std::function<std::string(std::string_view message)>;

/// Signs a text, which ends with a line feed.
Note sign_note(std::string text, const VerifierKey& key, const Signer& signer);

/// Which of `keys` signed the note. Signatures of others are passed over; a wrong one of a known key refuses
/// the note, and so does a note that none of them signed: Fault::forbidden.
base::Result<std::vector<VerifierKey>> verify(const Note& note, std::span<const VerifierKey> keys);

}  // namespace tansiq::journal

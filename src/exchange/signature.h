#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "exchange/fields.h"

namespace tansiq::exchange {

/// An Ed25519 public key (RFC 8032).
using PublicKey = std::array<std::uint8_t, 32>;

/// The name of a key: the first 32 hexadecimal digits of hash_of("tansiq/key/1", public key).
using KeyId = std::string;

KeyId key_id_of(const PublicKey& key);

/// A key pair. The secret is wiped when it goes.
class SigningKey {
 public:
  /// Draws a new key from the system's random source.
  static SigningKey generate();
  /// The key of a 32-byte seed: what is kept on the disk, encrypted or by the service manager.
  static Result<SigningKey> from_seed(std::string_view seed);

  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  const PublicKey& public_key() const { return public_; }
  const KeyId& id() const { return id_; }
  std::string seed() const;

  /// The 64 bytes of an Ed25519 signature over the message that signed_message() gives.
  std::string sign(std::string_view context, std::string_view body) const;

  /// The same over a text as it stands: of notes (C2SP signed-note) alone. It must hold no zero byte, and so
  /// can be no message of sign().
  std::string sign_note(std::string_view text) const;

 private:
  SigningKey() = default;
  std::string secret_;  ///< libsodium's 64 bytes: seed and public key
  PublicKey public_{};
  KeyId id_;
};

/// What is signed: context ‖ 0x00 ‖ key id ‖ 0x00 ‖ body. Neither context nor key id holds a zero byte, so
/// that no two triples give one message.
std::string signed_message(std::string_view context, std::string_view key_id, std::string_view body);

struct Signature {
  std::string context;
  KeyId key;
  std::string value;  ///< 64 bytes

  bool operator==(const Signature&) const = default;
};

/// Whether `signature` is by `key` over `body` in `context`. Keys of small order and signatures that have a
/// second form are refused (libsodium).
bool verify(const Signature& signature, const PublicKey& key, std::string_view context,
            std::string_view body);

/// A signed JSON object as it travels: {"body": {...}, "signature": {"context", "key", "value"}}.
struct Document {
  std::string body;  ///< canonical bytes; these are signed and hashed
  Signature signature;

  /// The document's canonical bytes.
  [[nodiscard]] std::string text() const;
  /// hash_of(context, body): the name of a card, a cell version.
  [[nodiscard]] Digest hash() const;

  bool operator==(const Document&) const = default;
};

Document sign(const SigningKey& key, std::string_view context, std::string body);

/// Reads a document of one context and hands its body to `read`. Verifies nothing: see verify(). Its body
/// keeps unknown "x-" fields, which the signature covers.
Result<Document> read_document(std::string_view text, std::string_view context, std::size_t most,
                               const std::function<Result<>(const json::Value& body)>& read);

/// Fault::forbidden where the signature does not hold; the error names the context.
Result<> verify(const Document& document, const PublicKey& key);

}  // namespace tansiq::exchange

#include "exchange/signature.h"

#include <cassert>
#include <cstdlib>
#include <sodium.h>

namespace tansiq::exchange {
namespace {

constexpr std::string_view key_context = "tansiq/key/1";
constexpr std::size_t key_id_digits = 32;
constexpr std::size_t longest_context = 64;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool is_key_id(std::string_view text) {
  if (text.size() != key_id_digits) return false;
  for (const char c : text)
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  return true;
}

}  // namespace

KeyId key_id_of(const PublicKey& key) {
  return to_text(hash_of(key_context, base::view(key))).substr(0, key_id_digits);
}

SigningKey SigningKey::generate() {
  std::string seed = base::random_bytes(crypto_sign_SEEDBYTES);
  auto key = from_seed(seed);
  base::wipe(seed);
  if (!key) std::abort();  // a seed of the right size always gives a key
  return *std::move(key);
}

Result<SigningKey> SigningKey::from_seed(std::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES)
    return base::fail(Fault::invalid, "a signing key's seed has 32 bytes");
  SigningKey key;
  key.secret_.resize(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(key.public_.data(), reinterpret_cast<unsigned char*>(key.secret_.data()),
                           octets(seed));
  key.id_ = key_id_of(key.public_);
  return key;
}

SigningKey::~SigningKey() {
  base::wipe(secret_);
}
SigningKey::SigningKey(SigningKey&& other) noexcept
    : secret_(std::move(other.secret_)), public_(other.public_), id_(std::move(other.id_)) {
  base::wipe(other.secret_);
}
SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  if (this == &other) return *this;
  base::wipe(secret_);
  secret_ = std::move(other.secret_);
  base::wipe(other.secret_);
  public_ = other.public_;
  id_ = std::move(other.id_);
  return *this;
}

std::string SigningKey::seed() const {
  return secret_.substr(0, crypto_sign_SEEDBYTES);
}

std::string SigningKey::sign(std::string_view context, std::string_view body) const {
  const std::string message = signed_message(context, id_, body);
  std::string value(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(value.data()), nullptr, octets(message),
                       message.size(), octets(secret_));
  return value;
}

std::string SigningKey::sign_note(std::string_view text) const {
  assert(text.find('\0') == std::string_view::npos);
  std::string value(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(value.data()), nullptr, octets(text), text.size(),
                       octets(secret_));
  return value;
}

std::string signed_message(std::string_view context, std::string_view key_id, std::string_view body) {
  std::string message;
  message.reserve(context.size() + key_id.size() + body.size() + 2);
  message += context;
  message += '\0';
  message += key_id;
  message += '\0';
  message += body;
  return message;
}

bool verify(const Signature& signature, const PublicKey& key, std::string_view context,
            std::string_view body) {
  if (signature.context != context || signature.value.size() != crypto_sign_BYTES) return false;
  if (signature.key != key_id_of(key)) return false;
  const std::string message = signed_message(context, signature.key, body);
  return crypto_sign_verify_detached(octets(signature.value), octets(message), message.size(), key.data()) ==
         0;
}

std::string Document::text() const {
  const std::string inner = Writer{}
                                .text("context", signature.context)
                                .text("key", signature.key)
                                .bytes("value", signature.value)
                                .finish();
  return Writer{}.raw("body", body).raw("signature", inner).finish();
}

Digest Document::hash() const {
  return hash_of(signature.context, body);
}

Document sign(const SigningKey& key, std::string_view context, std::string body) {
  Document document;
  document.signature = {std::string(context), key.id(), key.sign(context, body)};
  document.body = std::move(body);
  return document;
}

Result<Document> read_document(std::string_view text, std::string_view context, std::size_t most,
                               const std::function<Result<>(const json::Value& body)>& read) {
  Document document;
  const auto done = read_json(text, most, [&](const json::Value& top) -> Result<> {
    Fields fields(top, context);
    const auto* body = fields.object("body");
    const auto* signature = fields.object("signature");
    if (auto ok = fields.finish(); !ok) return ok;
    Fields inner(*signature, "signature");
    document.signature.context = inner.text("context", longest_context);
    document.signature.key = inner.text("key", key_id_digits);
    document.signature.value = inner.bytes("value", crypto_sign_BYTES);
    if (document.signature.context != context)
      inner.wrong("context", "signed as something else", std::string(context));
    if (!is_key_id(document.signature.key)) inner.wrong("key", "not a key id");
    if (auto ok = inner.finish(); !ok) return ok;
    document.body = canonical_of(*body);
    return read(*body);
  });
  if (!done) return base::fail(done);
  return document;
}

Result<> verify(const Document& document, const PublicKey& key) {
  if (verify(document.signature, key, document.signature.context, document.body)) return {};
  return base::fail(Fault::forbidden, "the signature does not hold", document.signature.context);
}

}  // namespace tansiq::exchange

#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/signature.h"

namespace tansiq::exchange {

/// Limits on what a card says.
inline constexpr std::size_t most_card_bytes = 32 * 1024;
inline constexpr std::size_t most_card_keys = 16;
inline constexpr std::size_t most_cards = 10'000;  ///< in one chain

/// What a service says of itself: its keys, TLS pins and URL of the day. The first card is signed by the root
/// key that it names itself, each later one by the root key that the card before it names; the root key is
/// kept offline.
struct Card {
  std::uint64_t number = 1;
  std::optional<ServiceId> service;  ///< absent in the first card, whose hash it is
  std::optional<Digest> previous;    ///< hash of the card before; absent in the first
  std::string name;                  ///< a label for people; proves nothing
  std::string country;               ///< ISO 3166-1 alpha-2, as the service claims
  std::string url;                   ///< where its node answers: https://host[:port]
  Time issued;                       ///< by the service's own clock
  PublicKey root{};                  ///< signs the next card
  std::vector<PublicKey> keys;       ///< sign heads and documents from now on; sorted
  std::vector<KeyId> revoked;  ///< keys that are no longer trusted beyond what a Revocation says; sorted
  std::vector<Digest> tls;     ///< SHA-256 of the SubjectPublicKeyInfo of its TLS keys; sorted

  bool operator==(const Card&) const = default;
};

/// A card's canonical body. Sorts nothing: a card that is not in its one form does not read back.
std::string render(const Card& card);

/// Signs a card with the root key that its predecessor names (its own, for the first).
Document sign(const SigningKey& root, const Card& card);

/// Makes the first card. Every node begins with one.
Card first_card(const PublicKey& root, const PublicKey& key, std::string name, std::string country,
                std::string url, std::vector<Digest> tls, Time issued);

/// Tells one partner how far a revoked key is still to be trusted towards it: up to and including this number
/// of this outbox, whose chain then had this hash. Signed by the root key that signed the card which revokes.
/// It is a document for each partner and no member of the card, since cards go to all and would show who the
/// partners are.
struct Revocation {
  ServiceId service{};     ///< whose key it was
  std::uint64_t card = 0;  ///< number of the card that revokes
  KeyId key;
  ServiceId recipient{};
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;  ///< 0: nothing of it
  Digest chain{};            ///< chain hash at that number

  bool operator==(const Revocation&) const = default;
};

std::string render(const Revocation& revocation);
Document sign(const SigningKey& root, const Revocation& revocation);

/// What a key is worth in the newest card that is held.
enum class KeyStanding {
  unknown,  ///< no card of the service ever named it
  current,  ///< the newest card names it
  retired,  ///< an earlier card named it; it proves what is held and brings nothing new
  revoked,  ///< trusted only as far as a Revocation says
};

/// The cards of one service, each verified when it was added.
class CardChain {
 public:
  /// Begins with a first card. Whether it is the right service's is for an officer to compare: see
  /// fingerprint().
  static Result<CardChain> begin(std::string_view document);

  /// Adds the next card. Fault::conflict where another card with a number that is held comes (the very same
  /// one is taken and changes nothing), Fault::busy where one before it is missing, Fault::forbidden where
  /// the signature is not the root's.
  Result<> extend(std::string_view document);

  /// Takes a revocation meant for `me`. Refused where it is for another, or speaks of a key that its card
  /// does not revoke. A second one for the same key may only lower the number.
  Result<> take(std::string_view revocation, const ServiceId& me);

  const ServiceId& service() const { return service_; }
  const Card& newest() const { return cards_.back(); }
  const std::vector<Card>& cards() const { return cards_; }
  /// The documents as they came, to be kept and handed on.
  const std::vector<Document>& documents() const { return documents_; }

  KeyStanding standing(std::string_view key) const;
  /// The key itself, from whichever card named it.
  std::optional<PublicKey> key(std::string_view id) const;
  std::optional<Revocation> revocation(std::string_view key) const;

  /// The same cards as they stood before any key was revoked: for reading back what was verified when it
  /// came. Never for what comes now.
  [[nodiscard]] CardChain before_revocations() const;

  /// The key that may sign a head of (epoch, number) to whoever holds this chain. `held` is the number
  /// already held of that epoch: a retired key is good up to there. Fault::not_found where the key stands in
  /// no card that is held (fetch the newer card), Fault::forbidden where it is retired or revoked for this
  /// number.
  Result<PublicKey> key_for_head(std::string_view key, std::uint64_t epoch, std::uint64_t number,
                                 std::uint64_t held) const;

 private:
  ServiceId service_{};
  std::vector<Card> cards_;
  std::vector<Document> documents_;
  std::map<KeyId, Revocation, std::less<>> revocations_;
  bool revokes_nothing_ = false;
};

/// Reads a card by itself, without verifying anything.
Result<Card> read_card(std::string_view document);
Result<Revocation> read_revocation(std::string_view document);

/// The id of the STIX identity that stands for a service: a version 5 UUID of the service id, so that no
/// other service can have it. An object whose created_by_ref is this id is taken only where this service is
/// its originator.
std::string identity_of(const ServiceId& service);

/// Whether an object of `originator` claims another of these services as its author.
bool claims_another(std::string_view created_by_ref, const ServiceId& originator,
                    std::span<const ServiceId> known);

/// Thirty decimal digits in six groups of five ("04218 77310 ..."), the same in every language: what two
/// officers read to each other over another channel. About 2^99 tries forge one.
std::string fingerprint(const ServiceId& service);

/// Whether what was heard is the fingerprint of `service`. Spaces and dashes do not count; Arabic-Indic and
/// Persian digits do.
bool fingerprint_matches(const ServiceId& service, std::string_view heard);

}  // namespace tansiq::exchange

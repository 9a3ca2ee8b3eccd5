#include "exchange/card.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/ids.h"
#include "base/text.h"

namespace tansiq::exchange {
namespace {

constexpr std::size_t most_name = 200;
constexpr std::size_t most_url = 300;

/// The namespace of identities of services: drawn once at random, part of the protocol for ever.
constexpr std::string_view identity_namespace = "6f0a4c1e-3d57-4b5e-9c0d-5a86f2be71d4";

Digest as_digest(const PublicKey& key) {
  return key;
}

bool is_country(std::string_view text) {
  return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

/// https://host[:port], nothing behind: paths are the protocol's.
bool is_node_url(std::string_view url) {
  constexpr std::string_view scheme = "https://";
  if (!url.starts_with(scheme) || url.size() == scheme.size()) return false;
  for (const char c : url.substr(scheme.size())) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
                       c == '[' || c == ']';
    if (!plain) return false;
  }
  return true;
}

Result<> read_body(const json::Value& body, Card& card) {
  Fields fields(body, "card");
  card.country = fields.text("country", 2);
  card.issued = fields.time("issued");
  card.keys = fields.digests("keys", most_card_keys);
  card.name = fields.text("name", most_name);
  card.number = fields.number("number", 1);
  card.previous = fields.digest_if("previous");
  if (fields.number("protocol", 1) != protocol)
    fields.wrong("protocol", "another version", {}, Fault::unsupported);
  card.revoked = fields.texts("revoked", most_cards, 32);
  card.root = fields.digest("root");
  card.service = fields.digest_if("service");
  card.tls = fields.digests("tls", most_card_keys);
  card.url = fields.text("url", most_url);
  if (!is_country(card.country)) fields.wrong("country", "not a country", "ISO 3166-1 alpha-2: MA");
  if (!is_node_url(card.url)) fields.wrong("url", "not a node's address", "https://host:port in lower case");
  if (auto ok = base::check_line(card.name, most_name, "card/name"); !ok)
    fields.wrong("name", ok.error().what);
  if (card.keys.empty()) fields.wrong("keys", "none");
  if (card.number > most_cards) fields.wrong("number", "too many cards");
  const bool first = card.number == 1;
  if (first == card.previous.has_value())
    fields.wrong("previous", "the first card has none, every other one");
  if (first == card.service.has_value()) fields.wrong("service", "the first card has none, every other one");
  if (first && !card.revoked.empty()) fields.wrong("revoked", "the first card revokes nothing");
  for (const auto& key : card.keys) {
    if (std::binary_search(card.revoked.begin(), card.revoked.end(), key_id_of(key)))
      fields.wrong("revoked", "a key is named as current and as revoked");
  }
  return fields.finish();
}

Result<> read_body(const json::Value& body, Revocation& revocation) {
  Fields fields(body, "revocation");
  revocation.card = fields.number("card", 2);
  revocation.chain = fields.digest("chain");
  revocation.epoch = fields.number("epoch");
  revocation.key = fields.text("key", 32);
  revocation.number = fields.number("number");
  if (fields.number("protocol", 1) != protocol)
    fields.wrong("protocol", "another version", {}, Fault::unsupported);
  revocation.recipient = fields.digest("recipient");
  revocation.service = fields.digest("service");
  return fields.finish();
}

Result<Document> read(std::string_view text, Card& card) {
  return read_document(text, context::card, most_card_bytes,
                       [&](const json::Value& body) { return read_body(body, card); });
}

std::string digits_of(const ServiceId& service) {
  const Digest hash = hash_of(context::fingerprint, base::view(service));
  std::string digits;
  for (std::size_t group = 0; group < 6; ++group) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 5; ++i) value = value << 8 | hash[group * 5 + i];
    digits += fmt::format("{:05}", value % 100'000);
  }
  return digits;
}

}  // namespace

std::string render(const Card& card) {
  Writer writer;
  writer.text("country", card.country).time("issued", card.issued);
  writer.digests("keys", card.keys).text("name", card.name).number("number", card.number);
  if (card.previous) writer.digest("previous", *card.previous);
  writer.number("protocol", protocol).texts("revoked", card.revoked).digest("root", as_digest(card.root));
  if (card.service) writer.digest("service", *card.service);
  return writer.digests("tls", card.tls).text("url", card.url).finish();
}

Document sign(const SigningKey& root, const Card& card) {
  return sign(root, context::card, render(card));
}

Card first_card(const PublicKey& root, const PublicKey& key, std::string name, std::string country,
                std::string url, std::vector<Digest> tls, Time issued) {
  Card card;
  card.name = std::move(name);
  card.country = std::move(country);
  card.url = std::move(url);
  card.issued = issued;
  card.root = root;
  card.keys = {key};
  card.tls = std::move(tls);
  std::sort(card.tls.begin(), card.tls.end());
  return card;
}

std::string render(const Revocation& revocation) {
  return Writer{}
      .number("card", revocation.card)
      .digest("chain", revocation.chain)
      .number("epoch", revocation.epoch)
      .text("key", revocation.key)
      .number("number", revocation.number)
      .number("protocol", protocol)
      .digest("recipient", revocation.recipient)
      .digest("service", revocation.service)
      .finish();
}

Document sign(const SigningKey& root, const Revocation& revocation) {
  return sign(root, context::revocation, render(revocation));
}

Result<Card> read_card(std::string_view document) {
  Card card;
  if (auto ok = read(document, card); !ok) return base::fail(ok);
  return card;
}

Result<Revocation> read_revocation(std::string_view document) {
  Revocation revocation;
  const auto ok = read_document(document, context::revocation, most_card_bytes,
                                [&](const json::Value& body) { return read_body(body, revocation); });
  if (!ok) return base::fail(ok);
  return revocation;
}

Result<CardChain> CardChain::begin(std::string_view document) {
  Card card;
  auto signed_card = read(document, card);
  if (!signed_card) return base::fail(signed_card);
  if (card.number != 1)
    return base::fail(Fault::invalid, "not a first card", "card/number",
                      "a chain of cards begins with number 1");
  if (auto ok = verify(*signed_card, card.root); !ok) return base::fail(ok);
  CardChain chain;
  chain.service_ = signed_card->hash();
  chain.cards_.push_back(std::move(card));
  chain.documents_.push_back(*std::move(signed_card));
  return chain;
}

Result<> CardChain::extend(std::string_view document) {
  Card card;
  auto signed_card = read(document, card);
  if (!signed_card) return base::fail(signed_card);
  if (card.number <= cards_.size()) {
    if (signed_card->body == documents_[card.number - 1].body) return {};
    // Only a card that its root really signed is evidence of two histories; anybody can write an unsigned
    // one.
    const auto& root = card.number == 1 ? cards_.front().root : cards_[card.number - 2].root;
    if (auto ok = verify(*signed_card, root); !ok) return ok;
    return base::fail(Fault::conflict, fmt::format("a second card with number {}", card.number),
                      "card/number", "two histories of one service: suspend it and speak with its people");
  }
  if (card.number != cards_.size() + 1)
    return base::fail(Fault::busy,
                      fmt::format("card {} comes next, this is {}", cards_.size() + 1, card.number),
                      "card/number", "fetch the cards between");
  if (card.service != service_) return base::fail(Fault::invalid, "another service's card", "card/service");
  if (auto ok = verify(*signed_card, cards_.back().root); !ok) return ok;
  if (card.previous != documents_.back().hash())
    return base::fail(Fault::conflict, "does not follow the card that is held", "card/previous",
                      "two histories of one service: suspend it and speak with its people");
  if (!std::includes(card.revoked.begin(), card.revoked.end(), cards_.back().revoked.begin(),
                     cards_.back().revoked.end()))
    return base::fail(Fault::invalid, "a revoked key is no longer named", "card/revoked",
                      "revoking is for ever");
  cards_.push_back(std::move(card));
  documents_.push_back(*std::move(signed_card));
  return {};
}

Result<> CardChain::take(std::string_view document, const ServiceId& me) {
  Revocation revocation;
  const auto signed_one = read_document(document, context::revocation, most_card_bytes,
                                        [&](const json::Value& body) { return read_body(body, revocation); });
  if (!signed_one) return base::fail(signed_one);
  if (revocation.service != service_ || revocation.recipient != me)
    return base::fail(Fault::invalid, "for another pair of services", "revocation");
  if (revocation.card > cards_.size())
    return base::fail(Fault::busy, fmt::format("speaks of card {}", revocation.card), "revocation/card",
                      "fetch the newer cards");
  const Card& card = cards_[revocation.card - 1];
  if (!std::binary_search(card.revoked.begin(), card.revoked.end(), revocation.key))
    return base::fail(Fault::invalid, "its card does not revoke this key", "revocation/key");
  if (auto ok = verify(*signed_one, cards_[revocation.card - 2].root); !ok) return ok;
  const auto held = revocations_.find(revocation.key);
  if (held != revocations_.end()) {
    const auto& before = held->second;
    if (revocation.epoch != before.epoch || revocation.number > before.number)
      return base::fail(Fault::conflict, "trusts more than the one that is held", "revocation/number",
                        "a revocation can only be narrowed");
  }
  revocations_.insert_or_assign(revocation.key, revocation);
  return {};
}

KeyStanding CardChain::standing(std::string_view id) const {
  const auto& newest = cards_.back();
  if (!revokes_nothing_ &&
      std::binary_search(newest.revoked.begin(), newest.revoked.end(), id, std::less<>()))
    return KeyStanding::revoked;
  for (const auto& key : newest.keys)
    if (key_id_of(key) == id) return KeyStanding::current;
  return key(id) ? KeyStanding::retired : KeyStanding::unknown;
}

std::optional<PublicKey> CardChain::key(std::string_view id) const {
  for (auto card = cards_.rbegin(); card != cards_.rend(); ++card) {
    for (const auto& key : card->keys)
      if (key_id_of(key) == id) return key;
  }
  return std::nullopt;
}

std::optional<Revocation> CardChain::revocation(std::string_view key) const {
  const auto found = revocations_.find(key);
  if (found == revocations_.end()) return std::nullopt;
  return found->second;
}

CardChain CardChain::before_revocations() const {
  CardChain chain = *this;
  chain.revokes_nothing_ = true;
  return chain;
}

Result<PublicKey> CardChain::key_for_head(std::string_view id, std::uint64_t epoch, std::uint64_t number,
                                          std::uint64_t held) const {
  const auto found = key(id);
  switch (standing(id)) {
    case KeyStanding::unknown:
      return base::fail(Fault::not_found, "signed with a key of a card that is not held", "head",
                        "fetch the service's newer cards");
    case KeyStanding::current:
      return *found;
    case KeyStanding::retired:
      if (number <= held) return *found;
      return base::fail(Fault::forbidden, "signed with a retired key", "head",
                        "the service must sign with a key of its newest card");
    case KeyStanding::revoked: {
      const auto trusted = revocation(id);
      if (found && trusted && trusted->epoch == epoch && number <= trusted->number) return *found;
      return base::fail(Fault::forbidden, "signed with a revoked key", "head",
                        "nothing of this head is believed; compare cards with the service's people");
    }
  }
  return base::fail(Fault::internal, "no such standing");
}

std::string identity_of(const ServiceId& service) {
  return "identity--" + base::uuid_v5(identity_namespace, to_text(service));
}

bool claims_another(std::string_view created_by_ref, const ServiceId& originator,
                    std::span<const ServiceId> known) {
  return std::any_of(known.begin(), known.end(), [&](const ServiceId& service) {
    return service != originator && identity_of(service) == created_by_ref;
  });
}

std::string fingerprint(const ServiceId& service) {
  const std::string digits = digits_of(service);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); i += 5) {
    if (i > 0) text += ' ';
    text += digits.substr(i, 5);
  }
  return text;
}

bool fingerprint_matches(const ServiceId& service, std::string_view heard) {
  std::string digits;
  for (std::size_t i = 0; i < heard.size();) {
    const char c = heard[i];
    if (c >= '0' && c <= '9') {
      digits += c;
      ++i;
    } else if (c == ' ' || c == '-') {
      ++i;
    } else if (i + 1 < heard.size()) {
      // U+0660..U+0669 are D9 A0..A9, U+06F0..U+06F9 are DB B0..B9.
      const auto lead = static_cast<unsigned char>(c);
      const auto trail = static_cast<unsigned char>(heard[i + 1]);
      const unsigned zero = lead == 0xD9 ? 0xA0 : lead == 0xDB ? 0xB0 : 0x100;
      if (trail < zero || trail > zero + 9) return false;
      digits += static_cast<char>('0' + (trail - zero));
      i += 2;
    } else {
      return false;
    }
  }
  return base::equal_in_constant_time(digits, digits_of(service));
}

}  // namespace tansiq::exchange

#include "exchange/card.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace tansiq::exchange {
namespace {

SigningKey key_of(char seed) {
  return *SigningKey::from_seed(std::string(32, seed));
}

const Time noon = *base::parse_time("2026-05-01T12:00:00Z");

/// A service with a root key and two signing keys.
struct Service {
  SigningKey root = key_of('r'), one = key_of('1'), two = key_of('2');
  Card first = first_card(root.public_key(), one.public_key(), "Service of the Harbour", "MA",
                          "https://harbour.example:8443", {base::sha256("tls")}, noon);
  Document first_document = sign(root, first);
  CardChain chain = *CardChain::begin(first_document.text());

  Card next() const {
    Card card = chain.newest();
    card.number = chain.cards().size() + 1;
    card.service = chain.service();
    card.previous = chain.documents().back().hash();
    return card;
  }
  Card rotated() const {
    Card card = next();
    card.keys = {two.public_key()};
    return card;
  }
  Card revoking() const {
    Card card = rotated();
    card.revoked = {one.id()};
    return card;
  }
};

const ServiceId partner = base::sha256("partner");

TEST(Card, FirstCardNamesTheService) {
  const Service s;
  EXPECT_EQ(s.chain.service(), hash_of(context::card, render(s.first)));
  EXPECT_EQ(s.chain.newest(), s.first);
  EXPECT_EQ(s.chain.standing(s.one.id()), KeyStanding::current);
  EXPECT_EQ(s.chain.standing(s.two.id()), KeyStanding::unknown);
}

TEST(Card, BeginsOnlyWithAFirstCardThatItsOwnRootSigned) {
  Service s;
  EXPECT_EQ(CardChain::begin(sign(s.one, s.first).text()).error().fault, Fault::forbidden);
  EXPECT_FALSE(CardChain::begin(sign(s.root, s.rotated()).text()));
}

TEST(Card, RotationKeepsTheServiceAndRetiresTheKey) {
  Service s;
  ASSERT_TRUE(s.chain.extend(sign(s.root, s.rotated()).text()));
  EXPECT_EQ(s.chain.service(), s.first_document.hash());
  EXPECT_EQ(s.chain.standing(s.one.id()), KeyStanding::retired);
  EXPECT_EQ(s.chain.standing(s.two.id()), KeyStanding::current);
  EXPECT_TRUE(s.chain.key_for_head(s.two.id(), 1, 100, 7));
  EXPECT_TRUE(s.chain.key_for_head(s.one.id(), 1, 7, 7)) << "a retired key still proves what is held";
  EXPECT_EQ(s.chain.key_for_head(s.one.id(), 1, 8, 7).error().fault, Fault::forbidden);
  EXPECT_EQ(s.chain.key_for_head(key_of('x').id(), 1, 8, 7).error().fault, Fault::not_found);
}

TEST(Card, RootMayRotateTooAndOnlyTheNewOneSignsFromThen) {
  Service s;
  const auto new_root = key_of('R');
  Card card = s.rotated();
  card.root = new_root.public_key();
  ASSERT_TRUE(s.chain.extend(sign(s.root, card).text()));
  EXPECT_EQ(s.chain.extend(sign(s.root, s.next()).text()).error().fault, Fault::forbidden);
  EXPECT_TRUE(s.chain.extend(sign(new_root, s.next()).text()));
}

TEST(Card, TheSameCardTwiceChangesNothingAndASecondHistoryIsAConflict) {
  Service s;
  const auto document = sign(s.root, s.rotated()).text();
  ASSERT_TRUE(s.chain.extend(document));
  EXPECT_TRUE(s.chain.extend(document));
  EXPECT_EQ(s.chain.cards().size(), 2U);

  Card other = s.chain.cards()[1];
  other.url = "https://elsewhere.example";
  EXPECT_EQ(s.chain.extend(sign(s.root, other).text()).error().fault, Fault::conflict);
  EXPECT_EQ(s.chain.extend(sign(s.one, other).text()).error().fault, Fault::forbidden)
      << "a forgery proves nothing";
}

TEST(Card, RefusesGapsOtherServicesAndBrokenChains) {
  Service s;
  Card gap = s.rotated();
  gap.number = 3;
  EXPECT_EQ(s.chain.extend(sign(s.root, gap).text()).error().fault, Fault::busy);
  Card foreign = s.rotated();
  foreign.service = base::sha256("another");
  EXPECT_FALSE(s.chain.extend(sign(s.root, foreign).text()));
  Card broken = s.rotated();
  broken.previous = base::sha256("another");
  EXPECT_EQ(s.chain.extend(sign(s.root, broken).text()).error().fault, Fault::conflict);
}

TEST(Card, ARevokedKeyIsTrustedAsFarAsThePartnerWasTold) {
  Service s;
  ASSERT_TRUE(s.chain.extend(sign(s.root, s.revoking()).text()));
  EXPECT_EQ(s.chain.standing(s.one.id()), KeyStanding::revoked);
  EXPECT_FALSE(s.chain.key_for_head(s.one.id(), 1, 1, 50)) << "without a statement nothing of it is trusted";

  const Revocation statement{s.chain.service(), 2, s.one.id(), partner, 1, 40, base::sha256("chain")};
  EXPECT_FALSE(s.chain.take(sign(s.two, statement).text(), partner)) << "only the root revokes";
  EXPECT_FALSE(s.chain.take(sign(s.root, statement).text(), base::sha256("someone else")));
  ASSERT_TRUE(s.chain.take(sign(s.root, statement).text(), partner));
  EXPECT_TRUE(s.chain.key_for_head(s.one.id(), 1, 40, 50));
  EXPECT_FALSE(s.chain.key_for_head(s.one.id(), 1, 41, 50));
  EXPECT_FALSE(s.chain.key_for_head(s.one.id(), 2, 1, 50));

  Revocation wider = statement;
  wider.number = 41;
  EXPECT_EQ(s.chain.take(sign(s.root, wider).text(), partner).error().fault, Fault::conflict);
}

TEST(Card, RevokingIsForEver) {
  Service s;
  ASSERT_TRUE(s.chain.extend(sign(s.root, s.revoking()).text()));
  Card forgiving = s.next();
  forgiving.revoked.clear();
  EXPECT_FALSE(s.chain.extend(sign(s.root, forgiving).text()));
}

TEST(Card, NeverNamesPartners) {
  Service s;
  const auto text = sign(s.root, s.revoking()).text();
  EXPECT_EQ(text.find(to_text(partner)), std::string::npos);
}

TEST(Card, UnknownCriticalFieldsAreRefusedAndOthersCovered) {
  Service s;
  std::string body = render(s.first);
  body.insert(body.size() - 1, R"(,"zeal":1)");
  EXPECT_EQ(CardChain::begin(sign(s.root, context::card, body).text()).error().fault, Fault::unsupported);

  body = render(s.first);
  body.insert(body.size() - 1, R"(,"x-motto":"by day and night")");
  const auto document = sign(s.root, context::card, body);
  const auto chain = CardChain::begin(document.text());
  ASSERT_TRUE(chain) << chain.error().text();
  EXPECT_EQ(chain->service(), document.hash());
  EXPECT_NE(chain->service(), s.chain.service());
}

TEST(Card, ASignatureInOneContextIsNoneInAnother) {
  Service s;
  auto document = s.first_document;
  document.signature.context = context::cell;
  EXPECT_FALSE(CardChain::begin(document.text()));
  document.signature.context = context::card;
  document.signature.value = s.root.sign(context::cell, document.body);
  EXPECT_EQ(CardChain::begin(document.text()).error().fault, Fault::forbidden);
}

TEST(Card, EveryChangedByteIsNoticed) {
  const Service s;
  const auto text = s.first_document.text();
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto chain = CardChain::begin(changed);
    EXPECT_FALSE(chain && chain->service() == s.chain.service() && chain->documents()[0] == s.first_document)
        << i;
    if (chain) ADD_FAILURE() << "byte " << i << " does not matter";
  }
}

TEST(Identity, OfAServiceFollowsFromItsIdAndCannotBeClaimed) {
  const ServiceId other = base::sha256("another");
  EXPECT_EQ(identity_of(partner), identity_of(partner));
  EXPECT_NE(identity_of(partner), identity_of(other));
  const std::vector<ServiceId> known = {partner, other};
  EXPECT_FALSE(claims_another(identity_of(partner), partner, known));
  EXPECT_TRUE(claims_another(identity_of(partner), other, known));
  EXPECT_FALSE(claims_another("identity--a0000000-0000-4000-8000-000000000001", other, known))
      << "a third party";
  EXPECT_FALSE(claims_another("", other, known));
}

TEST(Fingerprint, IsReadAndHeardInEitherDigits) {
  const auto text = fingerprint(partner);
  EXPECT_EQ(text.size(), 35U);
  EXPECT_TRUE(fingerprint_matches(partner, text));
  std::string arabic;
  for (const char c : text) {
    if (c == ' ') {
      arabic += '-';
    } else {
      arabic += "\xD9";
      arabic += static_cast<char>(0xA0 + (c - '0'));
    }
  }
  EXPECT_TRUE(fingerprint_matches(partner, arabic));
  EXPECT_FALSE(fingerprint_matches(partner, text.substr(0, 34)));
  EXPECT_FALSE(fingerprint_matches(partner, ""));
  EXPECT_FALSE(fingerprint_matches(base::sha256("another"), text));
}

}  // namespace
}  // namespace tansiq::exchange

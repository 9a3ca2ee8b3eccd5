#include <gmock/gmock.h>

#include "exchange/inbox.h"
#include "node/acts/add_partner.h"
#include "node/acts/issue_card.h"
#include "node/acts/list_partners.h"
#include "node/acts/set_policy.h"
#include "node/acts/show_card.h"
#include "node/acts/suspend_partner.h"
#include "node/acts/take_cards.h"
#include "node/partners/card_file.h"
#include "node/partners/pair_faults.h"
#include "node/partners/signing.h"
#include "node/partners/test_cell.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using base::Fault;
using ::testing::HasSubstr;
using ::testing::Not;

const Actor releasing = officer({Role::releasing_officer});
const Actor administrator = officer({Role::administrator});

std::string in_arabic_digits(std::string_view text) {
  std::string other;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      other += c;
      continue;
    }
    other += static_cast<char>(0xD9);
    other += static_cast<char>(0xA0 + (c - '0'));
  }
  return other;
}

/// The card that follows the newest one, with a key that the node has just drawn.
exchange::Card next_card(TestService& service) {
  const auto key = draw_key(*service, administrator);
  EXPECT_TRUE(key);
  const auto shown = show_card(*service, administrator);
  auto card = shown->card;
  card.service = shown->service;
  card.previous = shown->documents.back().hash();
  card.number += 1;
  card.keys = {*key};
  return card;
}

/// A batch that `from` has for `to`, as exchange::receive sees it.
exchange::Received received(TestService& from, TestService& to, const exchange::Inbox& inbox,
                            const HeardBatch& batch) {
  const auto directory = to.directory();
  exchange::Knowledge knowledge;
  knowledge.partner = directory->cards(from.id());
  knowledge.cards = [&](const exchange::ServiceId& service) { return directory->cards(service); };
  std::vector<std::string_view> envelopes(batch.envelopes.begin(), batch.envelopes.end());
  return exchange::receive(inbox, batch.head, envelopes, knowledge);
}

void say_something(TestService& from, TestService& to) {
  from.write([&](store::Transaction&, Outgoing& outgoing) -> Result<> {
    exchange::Release release;
    release.kind = exchange::Kind::activity;
    release.originator = from.id();
    release.copy = "{}";
    if (auto sent = outgoing.send(from.number_of(to), release, 0); !sent) return base::fail(sent);
    return {};
  });
}

/// Puts what came into the store of `to`, without the act of receiving.
void keep(TestService& from, TestService& to, const exchange::Received& received) {
  to.write([&](store::Transaction& transaction, Outgoing&) -> Result<> {
    const auto number = to.number_of(from);
    for (const auto& item : received.items)
      if (auto added = transaction.exchange_writer().add({number, number, &item}); !added) return added;
    return transaction.exchange_writer().put(number, received.inbox);
  });
}

std::vector<PairFault> faults_of(TestService& at, TestService& of) {
  const auto reader = at->store.read();
  std::vector<PairFault> faults;
  const auto all = pair_faults(**reader, exchange::to_text(of.id()));
  EXPECT_TRUE(all);
  if (all)
    for (const auto& one : *all) faults.push_back(one.fault);
  return faults;
}

TEST(AddPartner, WantsTheFingerprintThatWasHeard) {
  TestService rabat("rabat", "MA");
  TestService paris("paris", "FR");
  const NewPartner named{card_file({paris.card()}), {}, "Paris"};
  auto wanted = named;
  EXPECT_EQ(add_partner(*rabat, releasing, wanted).error().where, "fingerprint");
  wanted.fingerprint = exchange::fingerprint(rabat.id());
  const auto refused = add_partner(*rabat, releasing, wanted);
  EXPECT_EQ(refused.error().fault, Fault::forbidden);
  EXPECT_THAT(refused.error().text(), Not(HasSubstr(exchange::fingerprint(paris.id()).substr(0, 5))));
  EXPECT_THAT(rabat.test_node().entries().back().act.detail, HasSubstr("another fingerprint"));

  wanted.fingerprint = in_arabic_digits(exchange::fingerprint(paris.id()));
  const auto added = add_partner(*rabat, releasing, wanted);
  ASSERT_TRUE(added) << added.error().text();
  EXPECT_EQ(added->service, paris.id());
  EXPECT_EQ(added->card->country, "FR");
  EXPECT_EQ(rabat.test_node().entries().back().act.act, "add-partner");
  EXPECT_EQ(add_partner(*rabat, releasing, wanted).error().fault, Fault::conflict);
  EXPECT_EQ(list_partners(*rabat, administrator)->size(), 1U);
}

TEST(AddPartner, LabelsAreUniqueAndNoIds) {
  TestService rabat("rabat", "MA");
  TestService paris("paris", "FR");
  TestService madrid("madrid", "ES");
  const auto as = [](TestService& service, const char* label) {
    return NewPartner{card_file({service.card()}), exchange::fingerprint(service.id()), label};
  };
  ASSERT_TRUE(add_partner(*rabat, releasing, as(paris, "Paris")));
  EXPECT_EQ(add_partner(*rabat, releasing, as(madrid, "Paris")).error().fault, Fault::conflict);
  EXPECT_EQ(add_partner(*rabat, releasing, as(madrid, "rabat")).error().fault, Fault::conflict);
  EXPECT_EQ(add_partner(*rabat, releasing, as(madrid, "0123456789abcdef")).error().where, "label");
  EXPECT_EQ(add_partner(*rabat, releasing, as(madrid, "")).error().where, "label");
  EXPECT_EQ(add_partner(*rabat, releasing, as(rabat, "me")).error().fault, Fault::conflict);
  EXPECT_EQ(add_partner(*rabat, officer({Role::analyst}), as(madrid, "Madrid")).error().fault,
            Fault::forbidden);
  const NewPartner torn{paris.card().text().substr(0, 100), "1", "x"};
  EXPECT_EQ(add_partner(*rabat, releasing, torn).error().where, "cards, line 1");
  EXPECT_EQ(add_partner(*rabat, releasing, {"\n", "1", "x"}).error().what, "no card is in it");
}

TEST(SuspendPartner, IsUndoneByResumingWhichDecidesAnew) {
  TestCell cell;
  auto& rabat = cell.rabat();
  EXPECT_EQ(suspend_partner(*rabat, releasing, "paris", "").error().where, "reason");
  EXPECT_EQ(suspend_partner(*rabat, releasing, "nobody", "x").error().fault, Fault::not_found);
  ASSERT_TRUE(suspend_partner(*rabat, releasing, "paris", "a question of keys")->suspended);
  EXPECT_TRUE(rabat.directory()->find("paris")->partner.suspended);
  EXPECT_EQ(suspend_partner(*rabat, releasing, "paris", "again").error().fault, Fault::conflict);
  EXPECT_EQ(resume_partner(*rabat, officer({Role::administrator}), "paris", "x").error().fault,
            Fault::forbidden);
  EXPECT_FALSE(resume_partner(*rabat, releasing, "paris", "cleared up")->suspended);
  const auto reader = rabat->store.read();
  const auto due = *(*reader)->exchange().due(rabat->clock() + std::chrono::hours(1), 100);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].cause, "resumed");
  EXPECT_EQ(due[0].recipient, rabat.number_of(cell.paris()));
}

TEST(Cards, RotateWhileEnvelopesFlow) {
  TestCell cell;
  auto& rabat = cell.rabat();
  auto& paris = cell.paris();
  auto inbox = exchange::Inbox::begin(paris.id(), rabat.id());
  say_something(rabat, paris);
  const auto old_head = fetch(rabat, paris, {});
  const auto first = received(rabat, paris, inbox, old_head);
  ASSERT_FALSE(first.fault);
  inbox = first.inbox;

  say_something(rabat, paris);
  const auto under_old_key = fetch(rabat, paris, {inbox.epoch, inbox.number});
  const auto card = next_card(rabat);
  const auto issued = issue_card(*rabat, administrator, {exchange::sign(rabat.root(), card).text()});
  ASSERT_TRUE(issued) << issued.error().text();
  EXPECT_EQ(show_card(*rabat, administrator)->signing, exchange::key_id_of(card.keys[0]));

  const auto under_new_key = fetch(rabat, paris, {inbox.epoch, inbox.number});
  auto unknown = received(rabat, paris, inbox, under_new_key);
  ASSERT_TRUE(unknown.fault);
  EXPECT_EQ(unknown.fault->fault, exchange::InboxFault::unknown_key);

  const auto taken =
      take_cards(*paris, paris.number_of(rabat), std::vector{exchange::sign(rabat.root(), card).text()});
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(taken->taken, 1U);
  EXPECT_EQ(taken->newest, 2U);
  const auto refused = received(rabat, paris, inbox, under_old_key);
  ASSERT_TRUE(refused.fault);
  EXPECT_EQ(refused.fault->fault, exchange::InboxFault::old_key) << "a retired key brings nothing new";
  const auto good = received(rabat, paris, inbox, under_new_key);
  EXPECT_FALSE(good.fault);
  EXPECT_EQ(good.inbox.number, 2U);

  const auto entries = paris.test_node().entries().size();
  const auto again =
      take_cards(*paris, paris.number_of(rabat), std::vector{exchange::sign(rabat.root(), card).text()});
  EXPECT_EQ(again->taken, 0U);
  EXPECT_EQ(paris.test_node().entries().size(), entries) << "what is held already writes nothing";
}

TEST(Cards, WhatCannotBeIssued) {
  TestCell cell;
  auto& rabat = cell.rabat();
  auto card = next_card(rabat);
  const auto thief = exchange::SigningKey::generate();
  EXPECT_EQ(issue_card(*rabat, administrator, {exchange::sign(thief, card).text()}).error().fault,
            Fault::forbidden);
  card.keys = {thief.public_key()};
  EXPECT_EQ(issue_card(*rabat, administrator, {exchange::sign(rabat.root(), card).text()}).error().where,
            "card/keys");
  card = next_card(rabat);
  card.revoked = {rabat.key().id()};
  const auto silent = issue_card(*rabat, administrator, {exchange::sign(rabat.root(), card).text()});
  EXPECT_EQ(silent.error().where, "revocations") << "every partner is told";
  EXPECT_EQ(issue_card(*rabat, releasing, {"{}"}).error().fault, Fault::forbidden);
}

TEST(Cards, ARevocationCutsTheInboxBack) {
  TestCell cell;
  auto& rabat = cell.rabat();
  auto& paris = cell.paris();
  auto inbox = exchange::Inbox::begin(paris.id(), rabat.id());
  for (int i = 0; i < 3; ++i) say_something(rabat, paris);
  auto batch = received(rabat, paris, inbox, fetch(rabat, paris, {}));
  ASSERT_FALSE(batch.fault);
  keep(rabat, paris, batch);

  // Only the first is still trusted: the key was stolen after it.
  auto card = next_card(rabat);
  card.revoked = {rabat.key().id()};
  const auto chain_of_first = batch.items[0].envelope.chain();
  CardOrder order{exchange::sign(rabat.root(), card).text()};
  const auto ends = outbox_ends(*rabat, administrator, {});
  ASSERT_TRUE(ends);
  for (const auto& end : *ends) {
    exchange::Revocation revocation{rabat.id(), 2,          card.revoked[0], end.partner,
                                    end.epoch,  end.number, end.chain};
    if (end.partner == paris.id()) {
      EXPECT_EQ(end.number, 3U);
      revocation.number = 1;
      revocation.chain = chain_of_first;
    }
    order.revocations.push_back(exchange::sign(rabat.root(), revocation).text());
  }
  const auto issued = issue_card(*rabat, administrator, order);
  ASSERT_TRUE(issued) << issued.error().text();

  const auto news = newer_cards(*rabat, rabat.number_of(paris), 1);
  ASSERT_TRUE(news);
  std::vector<std::string> documents;
  exchange::EventReader reader(exchange::most_card_bytes);
  ASSERT_TRUE(reader.feed(*news, [&](const exchange::Event& event) -> Result<> {
    documents.push_back(event.data);
    return {};
  }));
  ASSERT_EQ(documents.size(), 2U) << "its own revocation and nobody else's";
  const auto taken = take_cards(*paris, paris.number_of(rabat), documents);
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_TRUE(taken->cut);
  const auto snapshot = paris->store.read();
  const auto after = *(*snapshot)->exchange().inbox(paris.number_of(rabat));
  EXPECT_EQ(after.number, 1U);
  EXPECT_EQ((*(*snapshot)->exchange().papers(paper::aside, exchange::to_text(rabat.id()))).size(), 2U);
  EXPECT_EQ(faults_of(paris, rabat).back().word, "revoked-key");
  // What the service itself has there comes again, under its new key.
  const auto again = received(rabat, paris, after, fetch(rabat, paris, {after.epoch, after.number}));
  ASSERT_FALSE(again.fault) << again.fault->sentence();
  keep(rabat, paris, again);
  EXPECT_EQ(again.inbox.number, 3U);
}

TEST(Cards, TwoHistoriesSuspendThePartnerVisibly) {
  TestCell cell;
  auto& rabat = cell.rabat();
  auto& paris = cell.paris();
  const auto one = exchange::sign(rabat.root(), next_card(rabat)).text();
  auto other_card = next_card(rabat);
  other_card.url = "https://elsewhere.example:8444";
  const auto other = exchange::sign(rabat.root(), other_card).text();
  ASSERT_TRUE(take_cards(*paris, paris.number_of(rabat), std::vector{one}));
  const auto taken = take_cards(*paris, paris.number_of(rabat), std::vector{other});
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_TRUE(taken->suspended);
  EXPECT_TRUE(paris.directory()->find(rabat.id())->partner.suspended);
  const auto faults = faults_of(paris, rabat);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].word, "two-histories");
  EXPECT_EQ(faults[0].evidence.size(), 2U);
  // A card that its root never signed is no evidence of anything.
  auto forged = next_card(cell.madrid());
  const auto bad = exchange::sign(exchange::SigningKey::generate(), forged).text();
  ASSERT_TRUE(take_cards(*paris, paris.number_of(cell.madrid()), std::vector{bad}));
  EXPECT_FALSE(paris.directory()->find("madrid")->partner.suspended);
  EXPECT_EQ(faults_of(paris, cell.madrid()).back().word, "bad-card");
}

TEST(Cards, OneBeforeIsAskedFor) {
  TestCell cell;
  auto& rabat = cell.rabat();
  auto& paris = cell.paris();
  auto card = next_card(rabat);
  const auto second = exchange::sign(rabat.root(), card);
  card.number = 3;
  card.previous = second.hash();
  const auto third = exchange::sign(rabat.root(), card);
  const auto taken = take_cards(*paris, paris.number_of(rabat), std::vector{third.text()});
  EXPECT_TRUE(taken->gap);
  EXPECT_EQ(taken->newest, 1U);
  const auto both = take_cards(*paris, paris.number_of(rabat), std::vector{second.text(), third.text()});
  EXPECT_EQ(both->newest, 3U);
}

TEST(Policy, IsVersionedCheckedAndDecidedAnew) {
  TestCell cell;
  auto& rabat = cell.rabat();
  EXPECT_EQ(show_policy(*rabat, releasing)->version, 1);
  const auto refused = [&](const char* json) { return set_policy(*rabat, releasing, json).error(); };
  EXPECT_EQ(refused(R"({"agreements":[{"countries":["FR"],"name":"a"}]})").where, "/agreements/0/uses");
  EXPECT_EQ(refused(R"({"standing":[{"name":"s","cell":"nowhere","purpose":"p","basis":"b"}]})").where,
            "/standing/0/cell");
  EXPECT_EQ(
      refused(
          R"({"standing":[{"name":"s","cell":"straits","recipients":["atlantis"],"purpose":"p","basis":"b"}]})")
          .where,
      "/standing/0/recipients/0");
  const char* standing =
      R"({"standing":[{"name":"s","cell":"straits","made_by":"nobody","purpose":"counter-terrorism","basis":"b"}]})";
  EXPECT_EQ(set_policy(*rabat, administrator, standing).error().where, "/standing");
  EXPECT_EQ(set_policy(*rabat, releasing, standing, true)->version, 1) << "a check changes nothing";
  const auto set = set_policy(*rabat, releasing, standing);
  ASSERT_TRUE(set) << set.error().text();
  EXPECT_EQ(set->version, 2);
  EXPECT_THAT(set->json, HasSubstr(R"("made_by":"amina")"));
  EXPECT_EQ(set_policy(*rabat, releasing, standing).error().fault, Fault::conflict);
  EXPECT_EQ(show_policy(*rabat, releasing)->by, "amina");
  EXPECT_EQ(show_policy(*rabat, releasing, 1)->json, std::string(TestCell::policy));
  EXPECT_EQ(show_policy(*rabat, releasing, 9).error().fault, Fault::not_found);
  EXPECT_EQ(rabat.directory()->policy().standing.size(), 1U);
  const auto reader = rabat->store.read();
  const auto due = *(*reader)->exchange().due(rabat->clock() + std::chrono::hours(1), 100);
  ASSERT_EQ(due.size(), 4U) << "one for each partner";
  EXPECT_EQ(due[0].cause, "agreement");
}

}  // namespace
}  // namespace tansiq::node::acts

#include "node/acts/issue_card.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "node/journaling.h"
#include "node/partners/directory.h"
#include "node/partners/identity.h"
#include "node/partners/outgoing.h"
#include "node/partners/papers.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

/// The chain hash of the outbox to a partner under a number, as this node sent it.
Result<base::Digest> chain_at(store::ExchangeReader& reader, store::ServiceNumber partner,
                              std::uint64_t number) {
  const auto end = reader.outbox(partner);
  if (!end) return fail(end);
  if (number == 0) return exchange::genesis(end->sender, end->recipient, end->epoch);
  base::Digest chain{};
  bool found = false;
  auto visited =
      reader.visit_outbox({partner, end->epoch, number - 1}, [&](const store::ReleaseView& release) {
        found = release.name.number == number;
        chain = release.chain;
        return false;
      });
  if (!visited) return fail(visited);
  if (!found)
    return fail(Fault::invalid, fmt::format("number {} was never sent", number), "revocation/number");
  return chain;
}

Result<> take_revocation(store::Transaction& transaction, const Directory& directory,
                         const exchange::CardChain& cards, const std::string& text, std::int64_t act) {
  const auto revocation = exchange::read_revocation(text);
  if (!revocation) return fail(revocation);
  const auto* partner = directory.find(revocation->recipient);
  if (partner == nullptr || partner->is_reader() || partner->number() == store::own_service)
    return fail(Fault::invalid, "a revocation for no partner", "revocation/recipient");
  const std::string subject = exchange::to_text(cards.service());
  const auto before = transaction.exchange().papers(paper::revocation, subject);
  if (!before) return fail(before);
  exchange::CardChain chain = cards;
  for (const auto& paper : *before)
    if (const auto held = exchange::read_revocation(paper.text);
        held && held->recipient == revocation->recipient)
      if (auto taken = chain.take(paper.text, held->recipient); !taken) return taken;
  if (auto taken = chain.take(text, revocation->recipient); !taken) return taken;
  const auto end = transaction.exchange().outbox(partner->number());
  if (!end) return fail(end);
  if (end->epoch != revocation->epoch)
    return fail(Fault::invalid, fmt::format("the outbox to {} is in epoch {}", partner->label(), end->epoch),
                "revocation/epoch");
  const auto sent = chain_at(transaction.exchange(), partner->number(), revocation->number);
  if (!sent) return fail(sent);
  if (*sent != revocation->chain)
    return fail(Fault::invalid, fmt::format("not what was sent to {}", partner->label()), "revocation/chain");
  if (auto added = add_paper(transaction, {std::string(paper::revocation), subject, 0, text, {}, act});
      !added)
    return fail(added);
  return {};
}

/// Every partner must hear of every key that this card revokes: one that does not would believe nothing the
/// key ever signed.
Result<> check_complete(const Directory& directory, const exchange::Card& before, const exchange::Card& card,
                        const std::vector<std::string>& revocations) {
  std::set<std::pair<exchange::ServiceId, exchange::KeyId>> told;
  for (const auto& text : revocations)
    if (const auto revocation = exchange::read_revocation(text))
      told.emplace(revocation->recipient, revocation->key);
  for (const auto& key : card.revoked) {
    if (std::binary_search(before.revoked.begin(), before.revoked.end(), key)) continue;
    for (const auto* partner : directory.partners())
      if (!partner->is_reader() && !told.contains({partner->service(), key}))
        return fail(Fault::invalid,
                    fmt::format("nothing tells {} how far the key is trusted", partner->label()),
                    "revocations", "tansiq card revoke makes one for each partner");
  }
  return {};
}

}  // namespace

Result<exchange::Card> issue_card(Node& node, const Actor& actor, const CardOrder& order) {
  if (auto may = permit(actor, rules::issue_card); !may) return fail(may);
  exchange::Card card;
  auto written =
      commit(node, order.card.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto& directory = outgoing.directory();
        if (!directory.has_identity())
          return fail(Fault::not_found, "this node has no card yet", {},
                      "stop it and run tansiq card create");
        const auto& own = *directory.own();
        exchange::CardChain cards = *own.cards;
        if (auto extended = cards.extend(order.card); !extended) return extended;
        card = cards.newest();
        if (cards.cards().size() == own.cards->cards().size())
          return fail(Fault::conflict, fmt::format("card {} is in use already", card.number), "card");
        if (!node.identity || node.identity->key_of(card) == nullptr)
          return fail(Fault::invalid, "the card names no key that this node has", "card/keys",
                      "let the node draw one: tansiq card rotate does");
        if (auto complete = check_complete(directory, own.cards->newest(), card, order.revocations);
            !complete)
          return complete;
        const std::string subject = exchange::to_text(own.service());
        const auto entry = transaction.append(
            entry_of(actor, rules::issue_card, subject,
                     fmt::format("card {}, {} revocations", card.number, order.revocations.size())));
        if (!entry) return fail(entry);
        if (auto put = put_paper(transaction, {std::string(paper::card),
                                               subject,
                                               static_cast<std::int64_t>(card.number),
                                               cards.documents().back().text(),
                                               {},
                                               *entry});
            !put)
          return put;
        for (const auto& text : order.revocations)
          if (auto taken = take_revocation(transaction, directory, cards, text, *entry); !taken) return taken;
        return {};
      });
  if (!written) return fail(written);
  return card;
}

Result<exchange::PublicKey> draw_key(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::issue_card); !may) return fail(may);
  if (!node.identity)
    return fail(Fault::not_found, "this node has no folder of keys", {},
                "stop it and run tansiq card create");
  const auto key = node.identity->generate();
  if (!key) return fail(key);
  const auto entered = enter(
      node, entry_of(actor, rules::issue_card, "card", "key " + exchange::key_id_of(*key) + " was drawn"));
  if (!entered) return fail(entered);
  return *key;
}

}  // namespace tansiq::node::acts

#include "node/acts/take_cards.h"

#include <fmt/format.h>
#include <optional>

#include "exchange/inbox.h"
#include "node/journaling.h"
#include "node/partners/cell_documents.h"
#include "node/partners/happenings.h"
#include "node/partners/pair_faults.h"
#include "node/partners/papers.h"
#include "node/partners/set_aside.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

constexpr std::size_t most_evidence_bytes = 24 * 1024;

/// The documents of one call, taken one after the other within one write.
class Taking {
 public:
  Taking(store::Transaction& transaction, Outgoing& outgoing, Node& node, const Peer& partner)
      : transaction_(transaction),
        outgoing_(outgoing),
        node_(node),
        partner_(partner.partner),
        cards_(*partner.cards) {}

  Result<> take(const std::string& text);
  Result<> finish();

  CardsTaken taken = {};
  std::vector<std::string> faults = {};  ///< words of those that were noted

 private:
  Result<> take_card(const std::string& text);
  Result<> take_revocation(const std::string& text);
  Result<> wrong(std::string_view word, std::string sentence, std::vector<std::string> evidence = {});
  Result<> put(std::string_view kind, std::int64_t number, const std::string& text);
  Result<std::int64_t> act();

  store::Transaction& transaction_;
  Outgoing& outgoing_;
  Node& node_;
  store::Partner partner_;
  exchange::CardChain cards_;
  std::int64_t act_ = 0;
};

/// The journal's entry, made when something is to be written.
Result<std::int64_t> Taking::act() {
  if (act_ != 0) return act_;
  Actor actor;
  actor.name = partner_.label;
  const auto entry =
      transaction_.append(entry_of(actor, rules::receive, exchange::to_text(partner_.service), "cards"));
  if (!entry) return fail(entry);
  return act_ = *entry;
}

Result<> Taking::put(std::string_view kind, std::int64_t number, const std::string& text) {
  const auto entry = act();
  if (!entry) return fail(entry);
  store::Paper paper{std::string(kind), exchange::to_text(partner_.service), number, text, {}, *entry};
  if (number > 0) return put_paper(transaction_, paper);
  if (auto added = add_paper(transaction_, std::move(paper)); !added) return fail(added);
  return {};
}

/// Notes a fault that officers have to look at. Evidence that is too long for a fault stays away.
Result<> Taking::wrong(std::string_view word, std::string sentence, std::vector<std::string> evidence) {
  const auto entry = act();
  if (!entry) return fail(entry);
  PairFault fault;
  fault.word = word;
  fault.sentence = std::move(sentence);
  std::erase_if(evidence, [](const std::string& one) { return one.size() > most_evidence_bytes; });
  fault.evidence = std::move(evidence);
  fault.needs_officer = true;
  faults.push_back(fault.word);
  if (auto noted = note_fault(transaction_, partner_.service, std::move(fault), *entry); !noted)
    return fail(noted);
  return {};
}

Result<> Taking::take_card(const std::string& text) {
  const auto before = cards_.cards().size();
  const auto extended = cards_.extend(text);
  if (extended && cards_.cards().size() == before) return {};
  if (extended) {
    ++taken.taken;
    return put(paper::card, static_cast<std::int64_t>(cards_.newest().number),
               cards_.documents().back().text());
  }
  if (extended.error().fault == Fault::busy) {
    taken.gap = true;
    return {};
  }
  if (extended.error().fault != Fault::conflict)
    return wrong(
        pair_fault::bad_card,
        fmt::format("{} sent a card that does not hold ({}). It was not taken; speak with its people.",
                    partner_.label, extended.error().what),
        {text});
  taken.suspended = true;
  const bool already = std::exchange(partner_.suspended, true);
  if (auto raised =
          wrong(pair_fault::two_histories,
                fmt::format("{} has two cards that contradict each other, both signed with its root "
                            "key: it was suspended. Speak with its people, then resume it or not.",
                            partner_.label),
                {cards_.documents().back().text(), text});
      !raised || already)
    return raised;
  if (auto put = transaction_.exchange_writer().put(partner_); !put) return fail(put);
  return directory_changed(transaction_);
}

Result<> Taking::take_revocation(const std::string& text) {
  const auto revocation = exchange::read_revocation(text);
  if (!revocation)
    return wrong(pair_fault::bad_card,
                 fmt::format("{} sent what is neither a card nor a revocation ({}).", partner_.label,
                             revocation.error().what),
                 {});
  if (cards_.revocation(revocation->key) == *revocation) return {};
  if (auto accepted = cards_.take(text, outgoing_.directory().own()->service()); !accepted) {
    if (accepted.error().fault == Fault::busy) {
      taken.gap = true;
      return {};
    }
    return wrong(pair_fault::bad_revocation,
                 fmt::format("{} sent a revocation that does not hold ({}). Speak with its people.",
                             partner_.label, accepted.error().what),
                 {text});
  }
  ++taken.taken;
  if (auto kept = put(paper::revocation, 0, text); !kept) return kept;
  const auto inbox = transaction_.exchange().inbox(partner_.number);
  if (!inbox) return fail(inbox);
  exchange::Knowledge knowledge;
  knowledge.partner = &cards_;
  knowledge.chain_at = [&](std::uint64_t number) -> std::optional<base::Digest> {
    std::optional<base::Digest> chain;
    (void)transaction_.exchange().visit_inbox({partner_.number, inbox->epoch, number - 1},
                                              [&](const store::ArrivalView& arrival) {
                                                if (arrival.name.number == number) chain = arrival.chain;
                                                return false;
                                              });
    return chain;
  };
  const auto next = exchange::disown(*inbox, *revocation, knowledge);
  if (!next)
    return wrong(pair_fault::bad_revocation,
                 fmt::format("{} revoked a key, but names another history than the one that is held. "
                             "Speak with its people.",
                             partner_.label),
                 {text});
  if (*next == *inbox) return {};
  taken.cut = true;
  const auto entry = act();
  if (!entry) return fail(entry);
  const auto aside = set_aside(transaction_, {partner_.number, inbox->epoch, next->number}, *entry);
  if (!aside) return fail(aside);
  if (auto put = transaction_.exchange_writer().put(partner_.number, *next); !put) return fail(put);
  return wrong(
      pair_fault::revoked_key,
      fmt::format("{} revoked a key: {} envelopes above number {} were not its own. Their content was "
                  "removed; what officers did with it is for them to look after.",
                  partner_.label, *aside, next->number),
      {text});
}

Result<> Taking::take(const std::string& text) {
  if (exchange::read_card(text)) return take_card(text);
  return take_revocation(text);
}

Result<> Taking::finish() {
  taken.newest = cards_.newest().number;
  if (taken.taken == 0 && !taken.suspended) return {};
  if (auto fresh = outgoing_.refresh(*node_.directories); !fresh) return fresh;
  if (taken.taken > 0) return take_waiting(transaction_, outgoing_, node_, act_);
  return {};
}

}  // namespace

Result<CardsTaken> take_cards(Node& node, store::ServiceNumber partner,
                              std::span<const std::string> documents) {
  CardsTaken taken;
  std::vector<std::string> faults;
  std::string label;
  std::size_t bytes = 0;
  for (const auto& document : documents) bytes += document.size();
  auto written = commit(node, bytes, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto* peer = outgoing.directory().find(partner);
    if (peer == nullptr || partner == store::own_service || !peer->cards)
      return fail(Fault::not_found, "there is no such partner");
    Taking taking(transaction, outgoing, node, *peer);
    for (const auto& document : documents)
      if (auto done = taking.take(document); !done) return done;
    if (auto finished = taking.finish(); !finished) return finished;
    taken = taking.taken;
    faults = std::move(taking.faults);
    label = peer->label();
    return {};
  });
  if (!written) return fail(written);
  for (auto& word : faults)
    node.happenings->say({.what = Happening::What::fault, .partner = label, .detail = std::move(word)});
  return taken;
}

}  // namespace tansiq::node::acts

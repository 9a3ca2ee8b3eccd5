#include "node/partners/cell_documents.h"

#include <optional>
#include <set>

#include "node/partners/cell_book.h"
#include "node/partners/papers.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using exchange::CellRole;
using exchange::to_text;
using Taken = CellOutcome::Taken;

Result<std::string> take_cell_document(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                                       const Peer& sender, std::string_view text, std::int64_t act) {
  if (text.size() > exchange::most_cell_bytes) return std::string(exchange::refusal::not_valid);
  if (!outgoing.directory().has_identity() || sender.is_reader())
    return std::string(exchange::refusal::not_wanted);
  CellBook book(transaction, outgoing, node, act);
  const auto outcome = book.take(sender, text);
  if (!outcome) return fail(outcome);
  if (outcome->taken == Taken::early)
    if (auto waits = book.wait(sender, text); !waits) return fail(waits);
  if (outcome->taken == Taken::kept)
    if (auto retried = book.retry(); !retried) return fail(retried);
  return outcome->refusal;
}

Result<> take_waiting(store::Transaction& transaction, Outgoing& outgoing, Node& node, std::int64_t act) {
  return CellBook(transaction, outgoing, node, act).retry();
}

Result<> add_cell_version(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                          std::string_view text, std::int64_t act) {
  const auto version = exchange::read_cell_version(text);
  if (!version) return fail(version);
  CellBook book(transaction, outgoing, node, act);
  const auto id = version->version.number == 1 ? version->document.hash() : *version->version.cell;
  std::set<exchange::ServiceId> had_versions;  // who holds the versions so far
  if (version->version.number == 1) {
    auto chain = exchange::CellChain::begin(text, book.cards());
    if (!chain) return fail(chain);
    if (auto kept =
            put_paper(transaction, {std::string(paper::cell), to_text(id), 1, std::string(text), {}, act});
        !kept)
      return kept;
    if (auto fresh = book.refresh(); !fresh) return fresh;
  } else {
    const auto* known = book.cell(id);
    if (known != nullptr && !known->chain.frozen())
      for (const auto& seat : known->chain.newest().roster)
        if (seat.role != CellRole::observer) had_versions.insert(seat.service);
    const auto taken = book.version(*version, nullptr);
    if (!taken) return fail(taken);
  }
  const auto* cell = book.cell(id);
  if (cell == nullptr) return fail(Fault::internal, "the version that was added is not held");
  for (const auto& seat : cell->chain.newest().roster) {
    const auto* peer = book.directory().find(seat.service);
    if (peer == nullptr || peer->number() == store::own_service) continue;
    const bool next_is_enough = seat.role != CellRole::observer && had_versions.contains(seat.service);
    auto told = next_is_enough ? book.send(*peer, text) : book.tell(*peer, cell->chain);
    if (!told) return told;
  }
  return book.retry();
}

Result<> add_acceptance(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                        const exchange::Document& acceptance, std::int64_t act) {
  const auto read = exchange::read_acceptance(acceptance.text());
  if (!read) return fail(read);
  CellBook book(transaction, outgoing, node, act);
  const auto& id = read->acceptance.cell;
  const auto* cell = book.directory().cell(id);
  if (cell == nullptr) {
    // An observer's: it knows the coordinator and nobody else.
    const auto watched = book.directory().watched().find(id);
    if (watched == book.directory().watched().end()) return fail(Fault::not_found, "there is no such cell");
    const auto* coordinator = book.directory().find(watched->second.seat.seat.coordinator);
    if (auto kept = add_paper(transaction,
                              {std::string(paper::acceptance), to_text(id), 0, acceptance.text(), {}, act});
        !kept)
      return fail(kept);
    return coordinator == nullptr ? Result<>() : book.send(*coordinator, acceptance.text());
  }
  exchange::CellChain chain = cell->chain;
  if (auto taken = chain.take(acceptance.text(), book.cards()); !taken) return taken;
  if (auto spread = book.spread(chain, acceptance.text(), book.me()); !spread) return spread;
  return book.keep_acceptance(*cell, *read);
}

Result<> add_proposal(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                      const exchange::SignedCellVersion& proposal, std::int64_t act) {
  CellBook book(transaction, outgoing, node, act);
  const auto* cell = book.directory().cell(*proposal.version.cell);
  if (cell == nullptr) return fail(Fault::not_found, "there is no such cell");
  if (auto put = put_paper(transaction, {std::string(paper::cell_proposal),
                                         cell_subject(cell->chain.id(), book.me()),
                                         1,
                                         proposal.document.text(),
                                         {},
                                         act});
      !put)
    return put;
  return book.spread(cell->chain, proposal.document.text(), book.me());
}

Result<bool> add_vote(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                      const exchange::CellId& cell, const exchange::ServiceId& proposer,
                      const exchange::Document& vote, std::int64_t act) {
  CellBook book(transaction, outgoing, node, act);
  if (proposer != book.me()) {
    const auto* peer = book.directory().find(proposer);
    if (peer == nullptr) return fail(Fault::not_found, "its proposer is no partner");
    if (peer->partner.suspended)
      return fail(Fault::conflict, "its proposer is suspended here", peer->label(), "resume it first");
    if (auto sent = book.send(*peer, vote.text()); !sent) return fail(sent);
    return false;
  }
  const auto read = exchange::read_vote(vote);
  if (!read) return fail(read);
  if (auto kept = add_paper(
          transaction,
          {std::string(paper::cell_vote), cell_subject(cell, read->proposal), 0, vote.text(), {}, act});
      !kept)
    return fail(kept);
  return book.finish(cell);
}

Result<> tell_cells(store::Transaction& transaction, Outgoing& outgoing, Node& node, const Peer& partner,
                    std::int64_t act) {
  CellBook book(transaction, outgoing, node, act);
  for (const auto& [id, cell] : book.directory().cells())
    if (auto told = book.tell(partner, cell.chain); !told) return told;
  // As an observer this service speaks to the coordinator alone.
  for (const auto& [id, cell] : book.directory().watched()) {
    if (cell.seat.seat.coordinator != partner.service()) continue;
    const auto own = transaction.exchange().papers(paper::acceptance, to_text(id));
    if (!own) return fail(own);
    for (const auto& paper : *own)
      if (auto sent = book.send(partner, paper.text); !sent) return sent;
  }
  return {};
}

Result<> queue_for_all(Outgoing& outgoing, Time now, std::string_view cause) {
  for (const auto* peer : outgoing.directory().partners())
    if (auto queued = outgoing.queue({0, now, {}, peer->number(), std::string(cause)}); !queued)
      return queued;
  return {};
}

}  // namespace tansiq::node

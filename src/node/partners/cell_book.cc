#include "node/partners/cell_book.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "node/partners/cell_documents.h"
#include "node/partners/pair_faults.h"
#include "node/partners/papers.h"
#include "node/partners/signing.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using exchange::CellChain;
using exchange::CellRole;
using exchange::to_text;
using Taken = CellOutcome::Taken;

namespace {

/// Cells that this node keeps, accepted or not.
constexpr std::size_t most_cells = 256;
/// Documents of one partner that wait for another document.
constexpr std::size_t most_waiting = 512;
constexpr std::size_t most_waiting_bytes = std::size_t{8} << 20;
/// Rounds of taking again what waited; each takes at least one.
constexpr std::size_t most_rounds = 64;

/// Whether it is one of the versions that froze the cell, which came already.
bool is_contested(const CellChain& chain, const exchange::Document& document) {
  const auto& fork = chain.frozen();
  return fork && (fork->held.body == document.body ||
                  std::any_of(fork->rivals.begin(), fork->rivals.end(),
                              [&](const auto& rival) { return rival.body == document.body; }));
}

std::string_view refusal_of(const base::Error& error) {
  if (error.fault == Fault::conflict) return exchange::refusal::conflict;
  return exchange::refusal::not_valid;
}

}  // namespace

std::string cell_subject(const exchange::CellId& cell, const base::Digest& other) {
  return to_text(cell) + " " + to_text(other);
}

Result<> CellBook::put(std::string_view kind, std::string subject, std::int64_t number, std::string text) {
  return put_paper(transaction_, {std::string(kind), std::move(subject), number, std::move(text), {}, act_});
}

Result<> CellBook::add(std::string_view kind, std::string subject, std::string text) {
  if (auto added =
          add_paper(transaction_, {std::string(kind), std::move(subject), 0, std::move(text), {}, act_});
      !added)
    return fail(added);
  return {};
}

/// A proposal that is about a service and no record.
Result<> CellBook::propose_to_officer(const exchange::ServiceId& about, std::string_view what,
                                      const std::string& sentence) {
  return add(paper::proposal, to_text(about),
             exchange::Writer{}.text("sentence", sentence).text("what", what).finish());
}

Result<> CellBook::send(const Peer& peer, std::string_view text) {
  if (peer.number() == store::own_service || peer.is_reader() || peer.partner.suspended) return {};
  exchange::Release release;
  release.kind = exchange::Kind::cell;
  release.originator = me();
  release.copy = std::string(text);
  if (auto sent = outgoing_.send(peer.number(), std::move(release), act_); !sent) return fail(sent);
  return {};
}

Result<> CellBook::spread(const CellChain& chain, std::string_view text, const exchange::ServiceId& but) {
  for (const auto& seat : chain.newest().roster) {
    if (seat.role == CellRole::observer || seat.service == but) continue;
    const auto* peer = directory().find(seat.service);
    if (peer == nullptr) continue;
    if (auto sent = send(*peer, text); !sent) return sent;
  }
  return {};
}

Result<> CellBook::tell(const Peer& peer, const CellChain& chain) {
  const bool coordinates = chain.newest().coordinator() == me();
  if (coordinates) {
    if (const auto seat = chain.seat_of(peer.service())) {
      const auto key = own_key(node_, directory());
      if (!key) return fail(key);
      return send(peer, exchange::sign(**key, *seat).text());
    }
  }
  const auto visible = chain.visible_to(peer.service());
  for (const auto& document : visible)
    if (auto sent = send(peer, document.text()); !sent) return sent;
  if (visible.empty()) return {};
  const auto acceptances = transaction_.exchange().papers(paper::acceptance, to_text(chain.id()));
  if (!acceptances) return fail(acceptances);
  for (const auto& paper : *acceptances)
    if (auto sent = send(peer, paper.text); !sent) return sent;
  return {};
}

Result<> CellBook::label(const exchange::CellId& id, const std::string& wanted) {
  const auto held = transaction_.exchange().papers(paper::cell_label, to_text(id));
  if (!held) return fail(held);
  if (!held->empty()) return {};
  const auto* joined = directory().cell(std::string_view(wanted));
  const auto* watched = directory().watched(std::string_view(wanted));
  const bool free = !wanted.empty() && (joined == nullptr || joined->chain.id() == id) &&
                    (watched == nullptr || watched->seat.seat.cell == id);
  constexpr std::size_t digits = 8;
  return put(paper::cell_label, to_text(id), 1,
             free ? wanted : fmt::format("{} {}", wanted, to_text(id).substr(0, digits)));
}

/// Keeps a version that a chain has taken, or that froze or thawed it. Once two versions stood under one
/// number, the order in which they came is part of what is known.
Result<> CellBook::keep_version(const CellChain& chain, const exchange::SignedCellVersion& version) {
  const std::string subject = to_text(chain.id());
  const auto rivals = transaction_.exchange().papers(paper::cell_rival, subject);
  if (!rivals) return fail(rivals);
  if (!rivals->empty() || chain.frozen()) return add(paper::cell_rival, subject, version.document.text());
  return put(paper::cell, subject, static_cast<std::int64_t>(version.version.number),
             version.document.text());
}

/// What follows when a chain has changed: `before` is nothing where the cell is new here.
Result<> CellBook::after(const CellChain* before, const CellChain& now) {
  std::set<exchange::ServiceId> gone;
  if (before != nullptr) {
    for (const auto& seat : before->newest().roster)
      if (!now.newest().role_of(seat.service)) gone.insert(seat.service);
    for (const auto& service : gone) {
      const auto* peer = directory().find(service);
      if (peer == nullptr || service == me()) continue;
      if (auto proposed =
              propose_to_officer(service, "recall",
                                 fmt::format("{} lost its seat in the cell {}: recall what it holds of it",
                                             peer->label(), now.newest().name));
          !proposed)
        return proposed;
    }
    // Whoever coordinates tells everybody; a removed service hears that, and nothing else.
    if (now.newest().coordinator() == me() && !now.frozen())
      for (const auto& service : gone)
        if (const auto* peer = directory().find(service); peer != nullptr)
          if (auto told = tell(*peer, now); !told) return told;
  }
  return queue_for_all(outgoing_, transaction_.now(), "cell");
}

/// Two versions stand under one number: shows it, and lets every member see both.
Result<> CellBook::frozen(const CellChain& chain, const exchange::SignedCellVersion& version,
                          const Peer* sender) {
  const auto& fork = *chain.frozen();
  // The versions themselves are papers of the cell.
  PairFault fault;
  fault.word = pair_fault::cell_fork;
  fault.sentence = fmt::format(
      "Two versions of the cell {} with number {}, both signed: the cell is frozen and nobody takes "
      "part. A quorum of its deputies decides which one stands; speak with them.",
      chain.newest().name, fork.number);
  fault.needs_officer = true;
  if (auto noted = note_fault(transaction_, version.version.coordinator(), std::move(fault), act_); !noted)
    return fail(noted);
  const auto from = sender != nullptr ? sender->service() : me();
  if (auto spread_on = spread(chain, version.document.text(), from); !spread_on) return spread_on;
  if (sender != nullptr) return send(*sender, fork.held.text());
  return {};
}

/// The first version of a cell that is not known here, together with those of the same partner that wait.
Result<CellOutcome> CellBook::first_versions(const exchange::SignedCellVersion& version, const Peer& sender) {
  const auto id = version.version.number == 1 ? version.document.hash() : *version.version.cell;
  if (directory().cells().size() >= most_cells) return CellOutcome::refuse(exchange::refusal::not_wanted);
  std::vector<exchange::SignedCellVersion> versions{version};
  const auto waiting = transaction_.exchange().papers(paper::cell_waiting, to_text(sender.service()));
  if (!waiting) return fail(waiting);
  for (const auto& paper : *waiting) {
    auto read = exchange::read_cell_version(paper.text);
    if (!read) continue;
    const auto of = read->version.number == 1 ? read->document.hash() : *read->version.cell;
    if (of == id && read->document.body != version.document.body) versions.push_back(std::move(*read));
  }
  std::sort(versions.begin(), versions.end(),
            [](const auto& left, const auto& right) { return left.version.number < right.version.number; });
  if (versions.front().version.number != 1) return CellOutcome{Taken::early};
  auto chain = CellChain::begin(versions.front().document.text(), cards());
  if (!chain && chain.error().fault == Fault::busy) return CellOutcome{Taken::early};
  if (!chain) return CellOutcome::refuse(refusal_of(chain.error()));
  for (std::size_t i = 1; i < versions.size(); ++i)
    if (auto extended = chain->extend(versions[i].document.text(), cards()); !extended) break;
  const auto role = chain->newest().role_of(me());
  if (!role || *role == CellRole::observer) return CellOutcome{Taken::early};
  for (std::size_t i = 0; i < chain->documents().size(); ++i)
    if (auto kept =
            put(paper::cell, to_text(id), static_cast<std::int64_t>(i + 1), chain->documents()[i].text());
        !kept)
      return fail(kept);
  if (auto labelled = label(id, chain->newest().name); !labelled) return fail(labelled);
  if (auto removed = remove_paper(transaction_, paper::seat, to_text(id), 1); !removed) return fail(removed);
  if (auto fresh = refresh(); !fresh) return fail(fresh);
  if (auto followed = after(nullptr, *chain); !followed) return fail(followed);
  return CellOutcome{};
}

Result<CellOutcome> CellBook::version(const exchange::SignedCellVersion& version, const Peer* sender) {
  const auto id = version.version.number == 1 ? version.document.hash() : *version.version.cell;
  const auto* known = cell(id);
  if (known == nullptr) {
    if (sender == nullptr) return fail(Fault::not_found, "there is no such cell");
    return first_versions(version, *sender);
  }
  const CellChain before = known->chain;
  CellChain chain = before;
  const auto extended = chain.extend(version.document.text(), cards());
  const auto rivals_of = [](const CellChain& one) { return one.frozen() ? one.frozen()->rivals.size() : 0; };
  const bool froze = rivals_of(chain) > rivals_of(before);
  if (!extended && !froze) {
    if (sender == nullptr) return fail(extended);
    if (is_contested(chain, version.document)) return CellOutcome{Taken::nothing_new};
    if (extended.error().fault == Fault::busy) return CellOutcome{Taken::early};
    const bool lacks_votes =
        extended.error().fault == Fault::forbidden || extended.error().fault == Fault::conflict;
    return lacks_votes ? proposal(*known, version)
                       : Result<CellOutcome>(CellOutcome::refuse(refusal_of(extended.error())));
  }
  if (!froze && chain.documents() == before.documents() &&
      chain.frozen().has_value() == before.frozen().has_value())
    return CellOutcome{Taken::nothing_new};
  if (auto kept = keep_version(chain, version); !kept) return fail(kept);
  if (const auto role = chain.newest().role_of(me()); role && *role != CellRole::observer)
    if (auto removed = remove_paper(transaction_, paper::seat, to_text(id), 1); !removed)
      return fail(removed);
  if (auto fresh = refresh(); !fresh) return fail(fresh);
  if (froze) {
    if (auto shown = frozen(chain, version, sender); !shown) return fail(shown);
  }
  if (auto followed = after(&before, chain); !followed) return fail(followed);
  return CellOutcome{};
}

/// A version that its signer wants and that lacks votes.
Result<CellOutcome> CellBook::proposal(const JoinedCell& cell, const exchange::SignedCellVersion& version) {
  const auto& chain = cell.chain;
  const auto proposer = version.version.coordinator();
  const bool next = version.version.number > chain.newest().number ||
                    (chain.frozen() && version.version.number > chain.frozen()->number);
  const bool may = proposer == chain.newest().coordinator() || chain.newest().has_deputy(proposer) ||
                   (chain.frozen() && chain.versions()[chain.frozen()->number - 2].has_deputy(proposer));
  if (!next || !may || !version.version.votes.empty())
    return CellOutcome::refuse(chain.frozen() ? exchange::refusal::conflict : exchange::refusal::not_valid);
  if (auto ok = exchange::signed_by(proposer, version.document, cards()); !ok)
    return ok.error().fault == Fault::busy ? CellOutcome{Taken::early}
                                           : CellOutcome::refuse(refusal_of(ok.error()));
  if (auto kept = put(paper::cell_proposal, cell_subject(chain.id(), proposer), 1, version.document.text());
      !kept)
    return fail(kept);
  return CellOutcome{};
}

Result<> CellBook::keep_acceptance(const JoinedCell& cell, const exchange::SignedAcceptance& acceptance) {
  if (auto kept = add(paper::acceptance, to_text(cell.chain.id()), acceptance.document.text()); !kept)
    return kept;
  // Observers speak to the coordinator alone, so it passes their word on.
  const auto& who = acceptance.acceptance.service;
  if (cell.chain.newest().coordinator() == me() && who != me() &&
      cell.chain.newest().role_of(who) == CellRole::observer)
    if (auto on = spread(cell.chain, acceptance.document.text(), who); !on) return on;
  const auto* peer = directory().find(who);
  if (auto fresh = refresh(); !fresh) return fresh;
  if (peer == nullptr || who == me()) return queue_for_all(outgoing_, transaction_.now(), "cell");
  return outgoing_.queue({0, transaction_.now(), {}, peer->number(), "cell"});
}

Result<CellOutcome> CellBook::acceptance(const exchange::SignedAcceptance& acceptance, const Peer& sender) {
  const auto* known = cell(acceptance.acceptance.cell);
  if (known == nullptr) return CellOutcome{Taken::early};
  CellChain chain = known->chain;
  if (auto taken = chain.take(acceptance.document.text(), cards()); !taken) {
    if (taken.error().fault == Fault::busy) return CellOutcome{Taken::early};
    if (taken.error().fault != Fault::conflict) return CellOutcome::refuse(refusal_of(taken.error()));
    // It read another version than the one that is held: let it see this one, so that both know.
    const auto number = acceptance.acceptance.number;
    if (auto shown = send(sender, chain.documents()[number - 1].text()); !shown) return fail(shown);
    return CellOutcome{Taken::early};
  }
  const auto& who = acceptance.acceptance.service;
  if (chain.acceptance_of(who) == known->chain.acceptance_of(who)) return CellOutcome{Taken::nothing_new};
  if (auto kept = keep_acceptance(*known, acceptance); !kept) return fail(kept);
  return CellOutcome{};
}

Result<CellOutcome> CellBook::seat(const exchange::SignedObserverSeat& seat, const Peer& sender) {
  const auto id = seat.seat.cell;
  if (seat.seat.coordinator != sender.service()) return CellOutcome::refuse(exchange::refusal::not_valid);
  std::optional<exchange::ObservedCell> held;
  if (const auto watched = directory().watched().find(id); watched != directory().watched().end())
    held = watched->second.seat;
  // A member that loses its seat knows its coordinator.
  const auto* joined = directory().cell(id);
  const bool another = joined != nullptr && joined->chain.newest().coordinator() != seat.seat.coordinator;
  auto taken = exchange::take_seat(held, seat.document.text(), me(), cards(), false);
  if (another || (!taken && taken.error().fault == Fault::forbidden &&
                  exchange::signed_by(seat.seat.coordinator, seat.document, cards()))) {
    if (auto kept = put(paper::seat_offered, to_text(id), 1, seat.document.text()); !kept) return fail(kept);
    if (auto proposed = propose_to_officer(
            seat.seat.coordinator, "seat",
            fmt::format("{} says that it now coordinates the cell {}: ask its people and the former "
                        "coordinator's, then accept the seat",
                        sender.label(), seat.seat.name));
        !proposed)
      return fail(proposed);
    return CellOutcome{};
  }
  if (!taken && taken.error().fault == Fault::busy) return CellOutcome{Taken::early};
  if (!taken && taken.error().fault == Fault::conflict) {
    PairFault fault;
    fault.word = pair_fault::seat_fork;
    fault.sentence = fmt::format(
        "Two statements about the seat in the cell {} with number {}. The one that came "
        "first stands; speak with the coordinator's people.",
        seat.seat.name, seat.seat.number);
    fault.evidence = {held->document.text(), seat.document.text()};
    fault.needs_officer = true;
    if (auto noted = note_fault(transaction_, sender.service(), std::move(fault), act_); !noted)
      return fail(noted);
  }
  if (!taken) return CellOutcome::refuse(refusal_of(taken.error()));
  if (held && taken->document == held->document) return CellOutcome{Taken::nothing_new};
  if (directory().watched().size() >= most_cells) return CellOutcome::refuse(exchange::refusal::not_wanted);
  if (auto labelled = label(id, seat.seat.name); !labelled) return fail(labelled);
  if (auto kept = put(paper::seat, to_text(id), 1, seat.document.text()); !kept) return fail(kept);
  if (auto fresh = refresh(); !fresh) return fail(fresh);
  if (joined != nullptr)
    if (auto queued = queue_for_all(outgoing_, transaction_.now(), "cell"); !queued) return fail(queued);
  return CellOutcome{};
}

/// A deputy's vote for the own proposal.
Result<CellOutcome> CellBook::vote(const exchange::Document& document) {
  const auto vote = exchange::read_vote(document);
  if (!vote) return CellOutcome::refuse(exchange::refusal::not_valid);
  const auto* known = cell(vote->cell);
  if (known == nullptr) return CellOutcome::refuse(exchange::refusal::not_wanted);
  const auto papers = transaction_.exchange().papers(paper::cell_proposal, cell_subject(vote->cell, me()));
  if (!papers) return fail(papers);
  const auto wanted = papers->empty() ? Result<exchange::SignedCellVersion>(fail(Fault::not_found, "none"))
                                      : exchange::read_cell_version(papers->front().text);
  if (!wanted || exchange::proposal_of(wanted->version) != vote->proposal)
    return CellOutcome::refuse(exchange::refusal::not_wanted);
  if (auto ok = exchange::signed_by(vote->service, document, cards()); !ok)
    return ok.error().fault == Fault::busy ? CellOutcome{Taken::early}
                                           : CellOutcome::refuse(refusal_of(ok.error()));
  if (auto kept = add(paper::cell_vote, cell_subject(vote->cell, vote->proposal), document.text()); !kept)
    return fail(kept);
  if (auto finished = finish(vote->cell); !finished) return fail(finished);
  return CellOutcome{};
}

Result<bool> CellBook::finish(const exchange::CellId& id) {
  const auto* known = cell(id);
  const auto papers = transaction_.exchange().papers(paper::cell_proposal, cell_subject(id, me()));
  if (!papers) return fail(papers);
  if (known == nullptr || papers->empty()) return false;
  auto wanted = exchange::read_cell_version(papers->front().text);
  if (!wanted) return fail(wanted);
  const auto votes = transaction_.exchange().papers(paper::cell_vote,
                                                    cell_subject(id, exchange::proposal_of(wanted->version)));
  if (!votes) return fail(votes);
  const CellChain& chain = known->chain;
  const auto& judge = chain.frozen() ? chain.versions()[chain.frozen()->number - 2] : chain.newest();
  std::set<exchange::ServiceId> voters;
  for (const auto& paper : *votes) {
    auto document = exchange::read_document(paper.text, exchange::context::vote, exchange::most_card_bytes,
                                            [](const exchange::json::Value&) -> Result<> { return {}; });
    if (!document) return fail(document);
    const auto vote = exchange::read_vote(*document);
    if (!vote || !judge.has_deputy(vote->service) || !voters.insert(vote->service).second) continue;
    wanted->version.votes.push_back(std::move(*document));
  }
  if (voters.size() < judge.quorum) return false;
  const auto key = own_key(node_, directory());
  if (!key) return fail(key);
  const auto signed_version = exchange::sign(**key, wanted->version);
  if (auto removed = remove_paper(transaction_, paper::cell_proposal, cell_subject(id, me()), 1); !removed)
    return fail(removed);
  if (auto added = add_cell_version(transaction_, outgoing_, node_, signed_version.text(), act_); !added)
    return fail(added);
  return true;
}

Result<CellOutcome> CellBook::take(const Peer& sender, std::string_view text) {
  if (auto version_read = exchange::read_cell_version(text)) return version(*version_read, &sender);
  if (auto acceptance_read = exchange::read_acceptance(text)) return acceptance(*acceptance_read, sender);
  if (auto seat_read = exchange::read_observer_seat(text)) return seat(*seat_read, sender);
  auto document = exchange::read_document(text, exchange::context::vote, exchange::most_card_bytes,
                                          [](const exchange::json::Value&) -> Result<> { return {}; });
  if (document) return vote(*document);
  return CellOutcome::refuse(exchange::refusal::not_valid);
}

Result<> CellBook::wait(const Peer& sender, std::string_view text) {
  const std::string subject = to_text(sender.service());
  const auto waiting = transaction_.exchange().papers(paper::cell_waiting, subject);
  if (!waiting) return fail(waiting);
  const bool held = std::any_of(waiting->begin(), waiting->end(),
                                [&](const store::Paper& paper) { return paper.text == text; });
  if (held) return {};
  std::size_t count = waiting->size() + 1;
  std::size_t bytes = text.size();
  for (const auto& paper : *waiting) bytes += paper.text.size();
  for (const auto& paper : *waiting) {  // the oldest go first
    if (count <= most_waiting && bytes <= most_waiting_bytes) break;
    if (auto removed = remove_paper(transaction_, paper::cell_waiting, subject, paper.number); !removed)
      return removed;
    --count;
    bytes -= paper.text.size();
  }
  return add(paper::cell_waiting, subject, std::string(text));
}

/// Takes what waited until nothing of it can be taken any more.
Result<> CellBook::retry() {
  for (std::size_t round = 0; round < most_rounds; ++round) {
    const auto waiting = transaction_.exchange().papers(paper::cell_waiting, {});
    if (!waiting) return fail(waiting);
    bool moved = false;
    for (const auto& paper : *waiting) {
      const auto service = exchange::digest_from(paper.subject);
      const auto* sender = service ? directory().find(*service) : nullptr;
      if (sender == nullptr) continue;
      const auto taken = take(*sender, paper.text);
      if (!taken) return fail(taken);
      if (taken->taken == Taken::early) continue;
      moved = moved || taken->taken == Taken::kept;
      if (auto removed = remove_paper(transaction_, paper::cell_waiting, paper.subject, paper.number);
          !removed)
        return removed;
    }
    if (!moved) return {};
  }
  return {};
}

}  // namespace tansiq::node

#include "node/partners/shown.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/partners/papers.h"

namespace tansiq::node {
namespace {

using base::fail;
using base::Fault;
using exchange::CellRole;

CellState state_of(const exchange::CellChain& chain, const exchange::ServiceId& me) {
  if (chain.frozen()) return CellState::frozen;
  if (chain.role_of(me)) return CellState::joined;
  const auto word = chain.acceptance_of(me);
  if (!chain.newest().role_of(me) || (word && !word->accepts)) return CellState::left;
  return CellState::offered;
}

Result<std::vector<ProposalShown>> proposals_of(store::ExchangeReader& reader, const Directory& directory,
                                                const exchange::CellChain& chain) {
  std::vector<ProposalShown> shown;
  const auto papers = reader.papers(paper::cell_proposal, {});
  if (!papers) return fail(papers);
  const std::string cell = exchange::to_text(chain.id());
  const auto& before = chain.frozen() ? chain.versions()[chain.frozen()->number - 2] : chain.newest();
  for (const auto& paper : *papers) {
    if (!paper.subject.starts_with(cell)) continue;
    const auto read = exchange::read_cell_version(paper.text);
    if (!read) return fail(read);
    const bool late = !chain.frozen() && read->version.number <= chain.newest().number;
    if (late) continue;
    ProposalShown one;
    one.proposer = read->version.coordinator();
    one.label = called(directory, one.proposer);
    one.number = read->version.number;
    one.proposal = exchange::proposal_of(read->version);
    one.changes = changes_between(before, read->version, directory);
    one.quorum = before.quorum;
    const auto votes = reader.papers(paper::cell_vote, cell + " " + exchange::to_text(one.proposal));
    if (!votes) return fail(votes);
    one.votes = votes->size();
    shown.push_back(std::move(one));
  }
  return shown;
}

Result<CellShown> joined_shown(store::ExchangeReader& reader, const Directory& directory,
                               const JoinedCell& cell) {
  const auto& chain = cell.chain;
  const auto& newest = chain.newest();
  const auto me = directory.own()->service();
  CellShown shown;
  shown.cell = chain.id();
  shown.label = cell.label;
  shown.name = newest.name;
  shown.state = state_of(chain, me);
  shown.role = newest.role_of(me).value_or(CellRole::member);
  shown.number = newest.number;
  shown.coordinator = called(directory, newest.coordinator());
  shown.quorum = newest.quorum;
  shown.purposes = newest.purposes;
  for (const auto& seat : newest.roster) {
    const auto* peer = directory.find(seat.service);
    SeatShown one;
    one.service = seat.service;
    if (peer != nullptr) one.label = peer->label();
    one.role = seat.role;
    one.accepted = chain.role_of(seat.service).has_value();
    one.confirmed = cell.confirmed.contains(seat.service);
    one.deputy = newest.has_deputy(seat.service);
    shown.seats.push_back(std::move(one));
  }
  if (const auto& fork = chain.frozen()) {
    shown.contested.push_back(fork->held.hash());
    for (const auto& rival : fork->rivals) shown.contested.push_back(rival.hash());
  }
  auto proposals = proposals_of(reader, directory, chain);
  if (!proposals) return fail(proposals);
  shown.proposals = std::move(*proposals);
  return shown;
}

Result<CellShown> watched_shown(store::ExchangeReader& reader, const Directory& directory,
                                const WatchedCell& cell) {
  const auto& seat = cell.seat.seat;
  const std::string subject = exchange::to_text(seat.cell);
  CellShown shown;
  shown.cell = seat.cell;
  shown.label = cell.label;
  shown.name = seat.name;
  shown.role = CellRole::observer;
  shown.number = seat.number;
  shown.coordinator = called(directory, seat.coordinator);
  const auto words = reader.papers(paper::acceptance, subject);
  if (!words) return fail(words);
  for (const auto& word : *words)
    if (const auto read = exchange::read_acceptance(word.text);
        read && read->acceptance.service == directory.own()->service())
      shown.state = read->acceptance.accepts ? CellState::joined : CellState::left;
  if (!seat.seated) shown.state = CellState::left;
  const auto offered = reader.papers(paper::seat_offered, subject);
  if (!offered) return fail(offered);
  shown.seat_offered = !offered->empty();
  return shown;
}

bool named(const CellShown& cell, std::string_view name_or_id) {
  constexpr std::size_t shortest = 8;
  return cell.label == name_or_id ||
         (name_or_id.size() >= shortest && exchange::to_text(cell.cell).starts_with(name_or_id));
}

}  // namespace

std::string called(const Directory& directory, const exchange::ServiceId& service) {
  const auto* peer = directory.find(service);
  return peer == nullptr ? exchange::to_text(service) : peer->label();
}

Result<PartnerShown> partner_shown(store::ExchangeReader& reader, const Directory& directory,
                                   const Peer& peer) {
  PartnerShown shown;
  shown.service = peer.service();
  shown.label = peer.label();
  shown.suspended = peer.partner.suspended;
  shown.reader = peer.is_reader();
  shown.added = peer.partner.added;
  if (peer.cards) shown.card = peer.cards->newest();
  const auto outbox = reader.outbox(peer.number());
  if (!outbox) return fail(outbox);
  shown.sent = outbox->number;
  if (!shown.reader) {
    const auto inbox = reader.inbox(peer.number());
    if (!inbox) return fail(inbox);
    shown.taken = inbox->number;
    shown.behind = inbox->behind();
    shown.held = inbox->held;
  }
  for (const auto& [id, cell] : directory.cells())
    if (cell.chain.newest().role_of(peer.service())) shown.cells.push_back(cell.label);
  for (const auto& [id, cell] : directory.watched())
    if (cell.seat.seat.coordinator == peer.service()) shown.cells.push_back(cell.label);
  return shown;
}

std::string_view name_of(CellState state) {
  constexpr std::string_view names[] = {"offered", "joined", "frozen", "left"};
  return names[static_cast<std::size_t>(state)];
}

Result<std::vector<CellShown>> cells_shown(store::ExchangeReader& reader, const Directory& directory) {
  std::vector<CellShown> all;
  if (!directory.has_identity()) return all;
  for (const auto& [id, cell] : directory.cells()) {
    auto shown = joined_shown(reader, directory, cell);
    if (!shown) return fail(shown);
    all.push_back(std::move(*shown));
  }
  for (const auto& [id, cell] : directory.watched()) {
    auto shown = watched_shown(reader, directory, cell);
    if (!shown) return fail(shown);
    all.push_back(std::move(*shown));
  }
  std::sort(all.begin(), all.end(),
            [](const CellShown& left, const CellShown& right) { return left.label < right.label; });
  return all;
}

Result<CellShown> cell_shown(store::ExchangeReader& reader, const Directory& directory,
                             std::string_view name_or_id) {
  auto all = cells_shown(reader, directory);
  if (!all) return fail(all);
  for (auto& cell : *all)
    if (named(cell, name_or_id)) return std::move(cell);
  return fail(Fault::not_found, "there is no such cell", std::string(name_or_id),
              "tansiq cell list shows them");
}

std::vector<std::string> changes_between(const exchange::CellVersion& before,
                                         const exchange::CellVersion& next, const Directory& directory) {
  std::vector<std::string> changes;
  const auto note = [&](std::string change) { changes.push_back(std::move(change)); };
  if (before.name != next.name) note(fmt::format("is called {}", next.name));
  if (before.coordinator() != next.coordinator())
    note(fmt::format("{} coordinates", called(directory, next.coordinator())));
  for (const auto& seat : next.roster) {
    const auto role = before.role_of(seat.service);
    if (role == seat.role || seat.role == CellRole::coordinator) continue;
    note(fmt::format("{} {} {}", called(directory, seat.service), role ? "becomes" : "joins as",
                     exchange::name_of(seat.role)));
  }
  for (const auto& seat : before.roster)
    if (!next.role_of(seat.service)) note(fmt::format("{} loses its seat", called(directory, seat.service)));
  if (before.deputies != next.deputies || before.quorum != next.quorum) {
    std::string names;
    for (const auto& deputy : next.deputies) names += (names.empty() ? "" : ", ") + called(directory, deputy);
    note(names.empty() ? "has no deputies"
                       : fmt::format("{} of these deputies decide: {}", next.quorum, names));
  }
  for (const auto& purpose : next.purposes)
    if (std::find(before.purposes.begin(), before.purposes.end(), purpose) == before.purposes.end())
      note(fmt::format("{} purpose {}: {} ({})", before.has_purpose(purpose.id) ? "changes the" : "adds the",
                       purpose.id, purpose.title, purpose.basis));
  for (const auto& purpose : before.purposes)
    if (!next.has_purpose(purpose.id)) note(fmt::format("ends the purpose {}", purpose.id));
  return changes;
}

}  // namespace tansiq::node

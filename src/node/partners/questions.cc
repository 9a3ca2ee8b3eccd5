#include "node/partners/questions.h"

#include <algorithm>
#include <fmt/format.h>

#include "exchange/permission.h"
#include "node/partners/papers.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

Result<handling::Handling> Questions::handling_of(std::int64_t number) {
  if (number == 0) return handling::Handling{};
  if (const auto known = handlings_.find(number); known != handlings_.end()) return known->second;
  const auto kept = reader_.handling(number);
  if (!kept) return fail(kept);
  if (!kept->has_value()) return fail(Fault::internal, "a record's handling is missing");
  auto parsed = handling::parse((*kept)->json);
  if (!parsed) return fail(parsed);
  return handlings_.emplace(number, std::move(*parsed)).first->second;
}

Result<Provenance> Questions::provenance_of(const store::RecordView& record, const Peer& originator) {
  std::optional<Provenance> found;
  std::optional<base::Error> error;
  const auto visited = reader_.exchange().visit_arrivals(record.id, [&](const store::ArrivalView& arrival) {
    if (arrival.originator != originator.number() || !arrival.refused.empty() || arrival.purged) return true;
    if (arrival.version != record.version || arrival.copy != record.bytes) return true;
    const auto body = body_of(arrival.body);
    const auto conditions =
        body ? handling::parse_conditions(body->conditions) : Result<handling::Conditions>(fail(body));
    if (!conditions) {
      error = conditions.error();
      return false;
    }
    found = Provenance{*conditions, std::string(arrival.salt), body->commitment, {}};
    return true;  // the last one counts
  });
  if (!visited) return fail(visited);
  if (error) return tl::unexpected(*error);
  if (!found) return fail(Fault::invalid, "it is not held as its originator sent it");
  const auto permissions = reader_.exchange().papers(paper::permission, exchange::to_text(found->commitment));
  if (!permissions) return fail(permissions);
  for (const auto& paper : *permissions) {
    const auto document =
        exchange::read_document(paper.text, exchange::context::permission, exchange::most_permission_bytes,
                                [](const exchange::json::Value&) -> Result<> { return {}; });
    if (!document) return fail(document);
    const auto permission = exchange::read_permission(*document);
    if (!permission) return fail(permission);
    found->permissions.insert_or_assign(permission->recipient, *document);
  }
  return std::move(*found);
}

Result<Subject> Questions::prepare(const store::RecordView& record) {
  auto view = handling::RecordView::read(std::string(record.bytes));
  if (!view) return fail(Fault::invalid, view.error().what, view.error().where);
  auto handling = handling_of(record.handling);
  if (!handling) return fail(handling);
  const auto* originator = directory_.find(record.originator);
  if (originator == nullptr)
    return fail(Fault::not_found, "this node has no card yet", {}, "tansiq card show");
  Subject subject{record.number,        originator->service(), std::move(*view),
                  std::move(*handling), record.handling,       std::nullopt};
  if (record.originator == store::own_service) return subject;
  auto provenance = provenance_of(record, *originator);
  if (!provenance) return fail(provenance);
  subject.provenance = std::move(*provenance);
  return subject;
}

const Questions::Seat& Questions::seat_of(const Peer& peer, const JoinedCell* cell) {
  const auto key = std::pair(peer.number(), cell);
  if (const auto known = seats_.find(key); known != seats_.end()) return known->second;
  Seat seat;
  seat.partner.service = exchange::to_text(peer.service());
  seat.partner.name = peer.label();
  seat.partner.country = peer.country();
  seat.partner.suspended = peer.partner.suspended && !disregard_suspension_;
  if (cell != nullptr) {
    const auto role = cell->chain.role_of(peer.service());
    if (role)
      seat.partner.role = *role == exchange::CellRole::observer ? handling::PartnerRole::observer
                                                                : handling::PartnerRole::member;
    seat.partner.confirmed = cell->confirmed.contains(peer.service());
    auto& as_cell = seat.cell.emplace();
    as_cell.name = cell->label;
    as_cell.frozen = cell->chain.frozen().has_value();
    for (const auto& purpose : cell->chain.purposes_of(peer.service()))
      as_cell.purposes.push_back(purpose.id);
    std::sort(as_cell.purposes.begin(), as_cell.purposes.end());
  }
  return seats_.emplace(key, std::move(seat)).first->second;
}

bool Questions::knows_service(const Peer& partner, const JoinedCell* cell, std::string_view identity) {
  if (!identity.starts_with("identity--")) return false;
  if (services_.empty()) {
    const auto note = [this](const Peer* peer) {
      if (peer != nullptr && !peer->is_reader())
        services_.emplace(exchange::identity_of(peer->service()), peer->service());
    };
    note(directory_.own());
    for (const auto* peer : directory_.partners()) note(peer);
  }
  const auto found = services_.find(identity);
  if (found == services_.end()) return false;
  const auto* own = directory_.own();
  if (found->second == partner.service() || (own != nullptr && found->second == own->service())) return true;
  const auto is_member = [&](const exchange::ServiceId& service) {
    const auto role = cell->chain.role_of(service);
    return role && *role != exchange::CellRole::observer;
  };
  return cell != nullptr && is_member(partner.service()) && is_member(found->second);
}

const handling::Partner& Questions::as_partner(const Peer& partner, const JoinedCell* cell) {
  return seat_of(partner, cell).partner;
}

Result<bool> Questions::is_whole(std::string_view id, const Holding& holding) {
  const auto* originator = directory_.find(holding.originator);
  if (originator == nullptr) return false;
  const auto collections = reader_.collections();
  if (!collections) return fail(collections);
  store::Filter filter;
  filter.ids = {std::string(id)};
  filter.versions = {.first = false, .last = false, .all = false, .exact = {holding.version}};
  filter.specs = {stix::Spec::v2_0, stix::Spec::v2_1};
  bool whole = false;
  for (const auto& collection : *collections) {
    const auto more = reader_.visit(collection.number, filter, [&](const store::RecordView& record) {
      whole = whole || (record.originator == originator->number() && record.bytes == holding.copy);
      return true;
    });
    if (!more) return fail(more);
  }
  return whole;
}

Result<handling::Decision> Questions::decide(const Subject& subject, const Peer& partner, const Terms& terms,
                                             bool afresh) {
  // What the decision may ask of is looked up before, since deciding can fail for no reason of the store's.
  std::map<std::string_view, handling::Held> held;
  for (const auto& mention : subject.view.mentions()) {
    if (held.contains(mention.id)) continue;
    const auto holdings = holdings_.of(mention.id);
    if (!holdings) return fail(holdings);
    if (const auto* given = (*holdings)->last(partner.number())) {
      auto& one = held[mention.id];
      one.version = given->version;
      if (subject.view.type() != "language-content") continue;
      const auto whole = is_whole(mention.id, *given);
      if (!whole) return fail(whole);
      one.whole = *whole;
    } else if ((*holdings)->known_from.contains(partner.number()) ||
               knows_service(partner, terms.cell, mention.id)) {
      held[mention.id];
    }
  }
  if (!afresh) {
    const auto own = holdings_.of(subject.view.id());
    if (!own) return fail(own);
    if (const auto* given = (*own)->last(partner.number(), subject.originator))
      held[subject.view.id()] = {given->version, given->copy, true};
  }
  const auto& seat = seat_of(partner, terms.cell);
  const auto& policy = directory_.policy();
  std::optional<handling::Received> received;
  if (subject.provenance)
    received = handling::Received{subject.provenance->conditions.onward,
                                  subject.provenance->permissions.contains(partner.service()),
                                  subject.provenance->conditions};
  return handling::decide({.record = subject.view,
                           .handling = subject.handling,
                           .partner = seat.partner,
                           .cell = seat.cell ? &*seat.cell : nullptr,
                           .agreements = policy.agreements,
                           .red_lines = policy.red_lines,
                           .second_officer = policy.second_officer,
                           .unmet = {},
                           .order = terms.order,
                           .purpose = terms.purpose,
                           .held = [&](std::string_view id) -> const handling::Held* {
                             const auto found = held.find(id);
                             return found == held.end() ? nullptr : &found->second;
                           },
                           .received = received ? &*received : nullptr,
                           .now = now_});
}

Result<handling::Decision> Questions::decide(const Subject& subject, const Peer& partner,
                                             const Terms& terms) {
  return decide(subject, partner, terms, false);
}

Result<handling::Decision> Questions::decide_afresh(const Subject& subject, const Peer& partner,
                                                    const Terms& terms) {
  return decide(subject, partner, terms, true);
}

std::optional<Time> Questions::changes_at(const Subject& subject) const {
  std::optional<Time> next;
  const auto consider = [&](const std::optional<Time>& time) {
    if (time && *time > now_ && (!next || *time < *next)) next = time;
  };
  consider(subject.handling.review);
  if (subject.provenance) consider(subject.provenance->conditions.review);
  return next;
}

}  // namespace tansiq::node

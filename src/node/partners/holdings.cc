#include "node/partners/holdings.h"

#include <algorithm>
#include <fmt/format.h>

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

/// More versions and originators of one object are not looked through.
constexpr std::size_t most_versions = 1000;

/// Whether the recipient has it, as far as this node knows.
bool stands(exchange::Fate fate) {
  switch (fate) {
    case exchange::Fate::released:
    case exchange::Fate::delivered:
    case exchange::Fate::opened:
    case exchange::Fate::fetched:
      return true;
    case exchange::Fate::refused:
    case exchange::Fate::recalled:
    case exchange::Fate::purged:
    case exchange::Fate::overdue:
      return false;
  }
  return false;
}

}  // namespace

const Holding* ObjectHoldings::last(store::ServiceNumber partner,
                                    const exchange::ServiceId& originator) const {
  const Holding* found = nullptr;
  for (const auto& holding : given)
    if (holding.name.service == partner && holding.originator == originator) found = &holding;
  return found;
}

const Holding* ObjectHoldings::last(store::ServiceNumber partner) const {
  const Holding* found = nullptr;
  for (const auto& holding : given)
    if (holding.name.service == partner) found = &holding;
  return found;
}

bool ObjectHoldings::ever(store::ServiceNumber partner) const {
  const auto theirs = [partner](const Holding& holding) { return holding.name.service == partner; };
  return std::any_of(given.begin(), given.end(), theirs) ||
         std::any_of(taken_back.begin(), taken_back.end(), theirs);
}

Result<const ObjectHoldings*> Holdings::of(std::string_view id) {
  if (const auto held = objects_.find(id); held != objects_.end()) return &held->second;
  ObjectHoldings found;
  if (auto loaded = load_given(id, found); !loaded) return fail(loaded);
  if (auto loaded = load_known(id, found); !loaded) return fail(loaded);
  return &objects_.emplace(std::string(id), std::move(found)).first->second;
}

Result<> Holdings::add(std::string_view id, Holding holding) {
  if (const auto found = of(id); !found) return fail(found);
  objects_.find(id)->second.given.push_back(std::move(holding));
  return {};
}

void Holdings::take_back(std::string_view id, store::ServiceNumber partner) {
  const auto found = objects_.find(id);
  if (found == objects_.end()) return;
  auto& holdings = found->second;
  for (auto& holding : holdings.given)
    if (holding.name.service == partner) holdings.taken_back.push_back(holding);
  std::erase_if(holdings.given,
                [partner](const Holding& holding) { return holding.name.service == partner; });
}

Result<> Holdings::load_given(std::string_view id, ObjectHoldings& found) {
  std::optional<base::Error> error;
  auto visited = reader_.exchange().visit_releases(id, [&](const store::ReleaseView& release) {
    if (release.kind != exchange::Kind::record || release.fate == exchange::Fate::refused) return true;
    const auto body = body_of(release.body);
    if (!body) {
      error = body.error();
      return false;
    }
    const bool stays = stands(release.fate) && !release.salt.empty();
    auto& holdings = stays ? found.given : found.taken_back;
    holdings.push_back({release.name, body->originator, body->cell, std::string(release.version),
                        std::string(stays ? release.copy : std::string_view()), body->conditions,
                        release.act});
    return true;
  });
  if (!visited) return visited;
  if (error) return tl::unexpected(*error);
  return {};
}

Result<> Holdings::load_known(std::string_view id, ObjectHoldings& found) {
  if (collections_.empty()) {
    const auto collections = reader_.collections();
    if (!collections) return fail(collections);
    for (const auto& collection : *collections) collections_.push_back(collection.number);
  }
  std::set<store::ServiceNumber> originators;
  store::Filter filter;
  filter.ids = {std::string(id)};
  filter.specs = {stix::Spec::v2_0, stix::Spec::v2_1};
  filter.limit = most_versions;
  filter.with_bytes = false;
  for (const auto collection : collections_) {
    const auto more = reader_.visit(collection, filter, [&](const store::RecordView& record) {
      originators.insert(record.originator);
      return true;
    });
    if (!more) return fail(more);
  }
  if (originators.empty() || originators.contains(store::own_service)) return {};
  std::map<store::ServiceNumber, std::set<store::ServiceNumber>> brought;  // by whom, of which originators
  for (const auto originator : originators) brought[originator].insert(originator);
  auto visited = reader_.exchange().visit_arrivals(id, [&](const store::ArrivalView& arrival) {
    if (arrival.refused.empty() && !arrival.purged) brought[arrival.name.service].insert(arrival.originator);
    return true;
  });
  if (!visited) return visited;
  for (const auto& [partner, whose] : brought)
    if (std::includes(whose.begin(), whose.end(), originators.begin(), originators.end()))
      found.known_from.insert(partner);
  return {};
}

Result<exchange::Body> body_of(std::string_view kept) {
  auto envelope = exchange::read_envelope(fmt::format(R"({{"body":{}}})", kept));
  if (!envelope)
    return fail(Fault::internal, "an envelope that was kept does not read back: " + envelope.error().what);
  return std::move(envelope->body);
}

}  // namespace tansiq::node

#include "node/partners/directory.h"

#include <fmt/format.h>

#include "node/partners/papers.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using base::Result;

namespace {

/// Fewest digits by which a person may name a service or cell.
constexpr std::size_t shortest_prefix = 8;

tl::unexpected<base::Error> unreadable(const store::Paper& paper, const base::Error& error) {
  return fail(Fault::internal,
              fmt::format("a {} that was taken does not read back: {}", paper.kind, error.what),
              fmt::format("{} {}", paper.subject, paper.number));
}

/// The only key whose digits begin so, or the end.
template <typename Map>
typename Map::const_iterator by_digits(const Map& map, std::string_view digits) {
  if (digits.size() < shortest_prefix) return map.end();
  auto found = map.end();
  for (auto it = map.begin(); it != map.end(); ++it) {
    if (!exchange::to_text(it->first).starts_with(digits)) continue;
    if (found != map.end()) return map.end();
    found = it;
  }
  return found;
}

}  // namespace

std::string_view Peer::country() const {
  if (reader) return reader->country;
  return cards ? std::string_view(cards->newest().country) : std::string_view{};
}

Result<> Directory::load_peers(store::ExchangeReader& reader) {
  const auto partners = reader.partners();
  if (!partners) return fail(partners);
  for (const auto& partner : *partners) {
    peers_.emplace(partner.number, Peer{partner, std::nullopt, std::nullopt, std::nullopt});
    by_service_.emplace(partner.service, partner.number);
  }
  const auto cards = reader.papers(paper::card, {});
  if (!cards) return fail(cards);
  for (const auto& card : *cards) {
    const auto service = exchange::digest_from(card.subject);
    const auto number = service ? by_service_.find(*service) : by_service_.end();
    if (number == by_service_.end()) continue;
    auto& chain = peers_.at(number->second).cards;
    if (!chain) {
      auto begun = exchange::CardChain::begin(card.text);
      if (!begun) return unreadable(card, begun.error());
      chain = std::move(*begun);
    } else if (auto extended = chain->extend(card.text); !extended) {
      return unreadable(card, extended.error());
    }
  }
  const auto readers = reader.papers(paper::reader, {});
  if (!readers) return fail(readers);
  for (const auto& paper : *readers) {
    const auto service = exchange::digest_from(paper.subject);
    const auto number = service ? by_service_.find(*service) : by_service_.end();
    if (number == by_service_.end()) continue;
    auto read = read_reader_paper(paper.text);
    if (!read) return unreadable(paper, read.error());
    peers_.at(number->second).reader = std::move(*read);
  }
  const auto lost = reader.papers(paper::lost_epoch, {});
  if (!lost) return fail(lost);
  for (const auto& paper : *lost) {
    const auto service = exchange::digest_from(paper.subject);
    const auto number = service ? by_service_.find(*service) : by_service_.end();
    const auto epoch = exchange::number_of(paper.text);
    if (number != by_service_.end() && epoch) peers_.at(number->second).lost_epoch = *epoch;
  }
  const auto* me = own();
  const auto revocations = reader.papers(paper::revocation, {});
  if (!revocations) return fail(revocations);
  for (const auto& revocation : *revocations) {
    const auto service = exchange::digest_from(revocation.subject);
    const auto number = service ? by_service_.find(*service) : by_service_.end();
    // The own ones are documents for partners and change nothing here.
    if (me == nullptr || number == by_service_.end() || number->second == store::own_service) continue;
    auto& chain = peers_.at(number->second).cards;
    if (!chain) continue;
    if (auto taken = chain->take(revocation.text, me->service()); !taken)
      return unreadable(revocation, taken.error());
  }
  for (const auto& [number, peer] : peers_) {
    if (number == store::own_service || !peer.cards) continue;
    for (const auto& pin : peer.cards->newest().tls) by_tls_key_.emplace(pin, number);
  }
  return {};
}

Result<> Directory::load_cells(store::ExchangeReader& reader) {
  // What is held was verified when it came; a key that was revoked since does not undo it.
  std::map<exchange::ServiceId, exchange::CardChain> as_they_were;
  const exchange::FindCards find = [&](const exchange::ServiceId& service) -> const exchange::CardChain* {
    const auto* held = cards(service);
    if (held == nullptr || held->newest().revoked.empty()) return held;
    return &as_they_were.try_emplace(service, held->before_revocations()).first->second;
  };
  const auto versions = reader.papers(paper::cell, {});
  if (!versions) return fail(versions);
  for (const auto& version : *versions) {
    const auto id = exchange::digest_from(version.subject);
    if (!id) return unreadable(version, id.error());
    if (const auto held = cells_.find(*id); held != cells_.end()) {
      if (auto extended = held->second.chain.extend(version.text, find); !extended)
        return unreadable(version, extended.error());
      continue;
    }
    auto begun = exchange::CellChain::begin(version.text, find);
    if (!begun) return unreadable(version, begun.error());
    cells_.emplace(*id, JoinedCell{std::move(*begun), {}, {}});
  }
  const auto each = [&](std::string_view kind, const auto& take) -> Result<> {
    const auto papers = reader.papers(kind, {});
    if (!papers) return fail(papers);
    for (const auto& paper : *papers) {
      const auto id =
          exchange::digest_from(std::string_view(paper.subject).substr(0, 2 * sizeof(base::Digest)));
      const auto held = id ? cells_.find(*id) : cells_.end();
      if (held == cells_.end()) continue;
      if (auto taken = take(held->second, paper); !taken) return unreadable(paper, taken.error());
    }
    return {};
  };
  if (auto taken = each(paper::cell_rival,
                        [&](JoinedCell& cell, const store::Paper& paper) -> Result<> {
                          // A rival is refused and freezes the cell; what came later may thaw it.
                          (void)cell.chain.extend(paper.text, find);
                          return {};
                        });
      !taken)
    return taken;
  if (auto taken = each(paper::acceptance,
                        [&](JoinedCell& cell, const store::Paper& paper) -> Result<> {
                          // One of a version that a vote has set aside counts no longer.
                          (void)cell.chain.take(paper.text, find);
                          return {};
                        });
      !taken)
    return taken;
  if (auto taken = each(paper::cell_label,
                        [](JoinedCell& cell, const store::Paper& paper) -> Result<> {
                          cell.label = paper.text;
                          return {};
                        });
      !taken)
    return taken;
  return each(paper::confirmed, [](JoinedCell& cell, const store::Paper& paper) -> Result<> {
    constexpr std::size_t behind_cell = 2 * sizeof(base::Digest) + 1;
    if (paper.subject.size() <= behind_cell) return fail(Fault::invalid, "no service is named");
    const auto service = exchange::digest_from(std::string_view(paper.subject).substr(behind_cell));
    if (!service) return fail(service);
    cell.confirmed.insert(*service);
    return {};
  });
}

Result<> Directory::load_seats(store::ExchangeReader& reader) {
  const auto seats = reader.papers(paper::seat, {});
  if (!seats) return fail(seats);
  for (const auto& seat : *seats) {
    auto read = exchange::read_observer_seat(seat.text);
    if (!read) return unreadable(seat, read.error());
    const auto labels = reader.papers(paper::cell_label, seat.subject);
    if (!labels) return fail(labels);
    watched_.insert_or_assign(
        read->seat.cell,
        WatchedCell{{read->seat, read->document}, labels->empty() ? read->seat.name : labels->back().text});
    if (auto former = cells_.extract(read->seat.cell)) former_.insert(std::move(former));
  }
  return {};
}

Result<> Directory::load_policy(store::ExchangeReader& reader) {
  const auto versions = reader.papers(paper::policy, {});
  if (!versions) return fail(versions);
  if (versions->empty()) return {};
  auto policy = handling::parse_policy(versions->back().text);
  if (!policy) return unreadable(versions->back(), policy.error());
  policy_ = std::move(*policy);
  policy_version_ = versions->back().number;
  return {};
}

Result<std::shared_ptr<const Directory>> Directory::load(store::Reader& reader) {
  auto directory = std::make_shared<Directory>();
  const auto revision = directory_revision(reader);
  if (!revision) return fail(revision);
  directory->revision_ = *revision;
  auto& exchange = reader.exchange();
  for (const auto& loaded : {directory->load_peers(exchange), directory->load_cells(exchange),
                             directory->load_seats(exchange), directory->load_policy(exchange)})
    if (!loaded) return fail(loaded);
  return std::shared_ptr<const Directory>(std::move(directory));
}

std::vector<const Peer*> Directory::partners() const {
  std::vector<const Peer*> all;
  for (const auto& [number, peer] : peers_)
    if (number != store::own_service) all.push_back(&peer);
  return all;
}

const Peer* Directory::find(store::ServiceNumber number) const {
  const auto found = peers_.find(number);
  return found == peers_.end() ? nullptr : &found->second;
}

const Peer* Directory::find(const exchange::ServiceId& service) const {
  const auto found = by_service_.find(service);
  return found == by_service_.end() ? nullptr : find(found->second);
}

const Peer* Directory::find(std::string_view name_or_id) const {
  for (const auto& [number, peer] : peers_)
    if (!name_or_id.empty() && peer.label() == name_or_id) return &peer;
  const auto found = by_digits(by_service_, name_or_id);
  return found == by_service_.end() ? nullptr : find(found->second);
}

const Peer* Directory::with_tls_key(const base::Digest& pin) const {
  const auto found = by_tls_key_.find(pin);
  return found == by_tls_key_.end() ? nullptr : find(found->second);
}

const exchange::CardChain* Directory::cards(const exchange::ServiceId& service) const {
  const auto* peer = find(service);
  return peer != nullptr && peer->cards ? &*peer->cards : nullptr;
}

const JoinedCell* Directory::cell(const exchange::CellId& id) const {
  const auto found = cells_.find(id);
  return found == cells_.end() ? nullptr : &found->second;
}

const JoinedCell* Directory::cell(std::string_view name_or_id) const {
  for (const auto& [id, cell] : cells_)
    if (!name_or_id.empty() && cell.label == name_or_id) return &cell;
  const auto found = by_digits(cells_, name_or_id);
  return found == cells_.end() ? nullptr : &found->second;
}

const JoinedCell* Directory::former_cell(const exchange::CellId& id) const {
  const auto found = former_.find(id);
  return found == former_.end() ? nullptr : &found->second;
}

const WatchedCell* Directory::watched(std::string_view name_or_id) const {
  for (const auto& [id, cell] : watched_)
    if (!name_or_id.empty() && cell.label == name_or_id) return &cell;
  const auto found = by_digits(watched_, name_or_id);
  return found == watched_.end() ? nullptr : &found->second;
}

std::shared_ptr<const Directory> Directories::newest(std::int64_t revision) {
  const std::lock_guard lock(mutex_);
  return newest_ && newest_->revision() == revision ? newest_ : nullptr;
}

Result<std::shared_ptr<const Directory>> Directories::of(store::Reader& snapshot) {
  const auto revision = directory_revision(snapshot);
  if (!revision) return fail(revision);
  if (auto held = newest(*revision)) return held;
  auto loaded = Directory::load(snapshot);
  if (!loaded) return loaded;
  const std::lock_guard lock(mutex_);
  if (!newest_ || newest_->revision() < (*loaded)->revision()) newest_ = *loaded;
  return loaded;
}

Result<std::shared_ptr<const Directory>> Directories::within(store::Transaction& transaction) {
  const auto revision = directory_revision(transaction);
  if (!revision) return fail(revision);
  // Writes happen one after the other and a failed one gives its number back, so a number that was read from
  // a snapshot names the same papers here, unless this write changed them itself: then its number is new.
  if (auto held = newest(*revision)) return held;
  return Directory::load(transaction);
}

}  // namespace tansiq::node

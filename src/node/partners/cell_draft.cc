#include "node/partners/cell_draft.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/bytes.h"
#include "node/partners/named_partner.h"

namespace tansiq::node {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using exchange::CellRole;
using exchange::CellVersion;

/// A service by name, the own one included.
Result<exchange::ServiceId> service_named(const Directory& directory, const CellVersion& version,
                                          const std::string& name, const char* where) {
  if (const auto* own = directory.own(); own != nullptr && own->label() == name) return own->service();
  if (const auto partner = partner_named(directory, name)) {
    if (!(*partner)->is_reader()) return (*partner)->service();
    return fail(Fault::invalid,
                fmt::format("{} is a TAXII reader; a seat is for a service with a card", name), where);
  }
  // Somebody on the roster need not be a partner of this node.
  for (const auto& seat : version.roster)
    if (exchange::to_text(seat.service) == name) return seat.service;
  return fail(Fault::not_found, fmt::format("{} is no partner of this node", name), where,
              "tansiq partner list shows them; a seat is for a service whose card was compared");
}

void set_seat(CellVersion& version, const exchange::ServiceId& service, std::optional<CellRole> role) {
  std::erase_if(version.roster, [&](const auto& seat) { return seat.service == service; });
  if (role) version.roster.push_back({service, *role});
  std::sort(version.roster.begin(), version.roster.end(),
            [](const auto& left, const auto& right) { return left.service < right.service; });
}

Result<> seat_all(const Directory& directory, CellVersion& version, const std::vector<std::string>& names,
                  std::optional<CellRole> role, const char* where) {
  for (const auto& name : names) {
    const auto service = service_named(directory, version, name, where);
    if (!service) return fail(service);
    if (version.role_of(*service) == CellRole::coordinator)
      return fail(Fault::invalid, fmt::format("{} coordinates the cell", name), where,
                  "another member takes the coordination over first");
    if (!role && !version.role_of(*service))
      return fail(Fault::not_found, fmt::format("{} has no seat", name), where);
    set_seat(version, *service, role);
  }
  return {};
}

void change_purposes(CellVersion& version, const CellChange& change) {
  for (const auto& purpose : change.purposes) {
    std::erase_if(version.purposes, [&](const auto& held) { return held.id == purpose.id; });
    version.purposes.push_back(purpose);
  }
  std::sort(version.purposes.begin(), version.purposes.end(),
            [](const auto& left, const auto& right) { return left.id < right.id; });
}

Result<> change_deputies(const Directory& directory, CellVersion& version, const CellChange& change) {
  const auto before = version.deputies.size();
  if (change.deputies) {
    version.deputies.clear();
    for (const auto& name : *change.deputies) {
      const auto service = service_named(directory, version, name, "deputies");
      if (!service) return fail(service);
      if (version.role_of(*service) != CellRole::member)
        return fail(Fault::invalid, fmt::format("{} is no member", name), "deputies",
                    "deputies are members other than the coordinator");
      version.deputies.push_back(*service);
    }
    std::sort(version.deputies.begin(), version.deputies.end());
    version.deputies.erase(std::unique(version.deputies.begin(), version.deputies.end()),
                           version.deputies.end());
  }
  std::erase_if(version.deputies,
                [&](const auto& deputy) { return version.role_of(deputy) != CellRole::member; });
  const auto count = version.deputies.size();
  const bool stays = !change.deputies && count == before;
  if (change.quorum || !stays) version.quorum = change.quorum.value_or(0);
  if (version.quorum == 0 && count > 0) version.quorum = count / 2 + 1;
  if (count == 0) version.quorum = 0;
  if (count > 0 && (2 * version.quorum <= count || version.quorum > count))
    return fail(Fault::invalid, fmt::format("{} of {} deputies", version.quorum, count), "quorum",
                "more than half of them");
  return {};
}

Result<> apply(const Directory& directory, CellVersion& version, const CellChange& change) {
  if (change.name) version.name = *change.name;
  if (version.name.empty()) return fail(Fault::invalid, "the cell has no name", "name");
  if (change.coordinate) {
    const auto before = version.coordinator();
    const auto me = directory.own()->service();
    if (before != me && before != exchange::ServiceId{}) set_seat(version, before, CellRole::member);
    set_seat(version, me, CellRole::coordinator);
  }
  if (auto done = seat_all(directory, version, change.removed, std::nullopt, "removed"); !done) return done;
  if (auto done = seat_all(directory, version, change.members, CellRole::member, "members"); !done)
    return done;
  if (auto done = seat_all(directory, version, change.observers, CellRole::observer, "observers"); !done)
    return done;
  for (const auto& id : change.ended_purposes)
    if (std::erase_if(version.purposes, [&](const auto& held) { return held.id == id; }) == 0)
      return fail(Fault::not_found, fmt::format("there is no purpose {}", id), "ended_purposes");
  change_purposes(version, change);
  if (version.purposes.empty())
    return fail(Fault::invalid, "the cell has no purpose", "purposes", "without one it can do nothing");
  if (auto done = change_deputies(directory, version, change); !done) return done;
  // What this node would refuse of another it does not sign.
  const auto key = exchange::SigningKey::generate();
  if (auto read = exchange::read_cell_version(exchange::sign(key, version).text()); !read) return fail(read);
  return {};
}

/// The version on which the next one stands, and its hash.
Result<std::pair<CellVersion, base::Digest>> base_of(const exchange::CellChain& chain,
                                                     const CellChange& change) {
  const auto& fork = chain.frozen();
  if (!fork) {
    if (change.stands) return fail(Fault::conflict, "nothing is contested in this cell", "stands");
    return std::pair{chain.newest(), chain.documents().back().hash()};
  }
  const char* say = "say which one stands, with --stands HASH; tansiq cell show lists them";
  if (!change.stands)
    return fail(Fault::conflict, fmt::format("the cell is frozen: two versions with number {}", fork->number),
                "stands", say);
  // On the held branch the end of it is followed, whichever of the two is named by its first hash.
  if (*change.stands == fork->held.hash()) return std::pair{chain.newest(), chain.documents().back().hash()};
  for (const auto& rival : fork->rivals) {
    if (rival.hash() != *change.stands) continue;
    auto read = exchange::read_cell_version(rival.text());
    if (!read) return fail(read);
    return std::pair{std::move(read->version), rival.hash()};
  }
  return fail(Fault::not_found, "none of the contested versions has this hash", "stands", say);
}

}  // namespace

bool CellChange::changes_nothing() const {
  return !name && members.empty() && observers.empty() && removed.empty() && !deputies && !quorum &&
         purposes.empty() && ended_purposes.empty() && !coordinate && !stands;
}

Result<CellVersion> draft_first(const Directory& directory, const CellChange& change, base::Time now) {
  CellVersion version;
  version.nonce = base::random_bytes(exchange::salt_size);
  version.issued = now;
  CellChange founded = change;
  founded.coordinate = true;
  if (!founded.deputies) founded.deputies.emplace();
  if (auto done = apply(directory, version, founded); !done) return fail(done);
  return version;
}

Result<CellVersion> draft_next(const Directory& directory, const JoinedCell& cell, const CellChange& change,
                               base::Time now) {
  if (change.changes_nothing())
    return fail(Fault::invalid, "nothing would change", {}, "say what is to be different");
  auto base = base_of(cell.chain, change);
  if (!base) return fail(base);
  auto& [version, hash] = *base;
  const auto me = directory.own()->service();
  if (version.coordinator() != me && !change.coordinate)
    return fail(Fault::forbidden, "only the coordinator changes a cell", "coordinator",
                "ask its people; a deputy may take the coordination over: --coordinate");
  version.number += 1;
  version.cell = cell.chain.id();
  version.previous = hash;
  version.nonce.clear();
  version.votes.clear();
  version.issued = now;
  if (auto done = apply(directory, version, change); !done) return fail(done);
  return std::move(version);
}

bool needs_votes(const exchange::CellChain& chain, const CellVersion& version) {
  if (chain.frozen()) return true;
  const auto& before = chain.newest();
  return before.quorum > 0 && (before.coordinator() != version.coordinator() ||
                               before.deputies != version.deputies || before.quorum != version.quorum);
}

}  // namespace tansiq::node

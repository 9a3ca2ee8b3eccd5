#include "node/acts/ask_onward.h"

#include <fmt/format.h>
#include <set>

#include "exchange/permission.h"
#include "node/journaling.h"
#include "node/partners/holdings.h"
#include "node/partners/named_partner.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// The newest copy that its originator itself sent.
struct Newest {
  store::EnvelopeName name;
  std::string version;
  exchange::Body body;
};

Result<Newest> newest_copy(store::Reader& reader, const std::string& id,
                           std::optional<store::ServiceNumber> originator) {
  std::optional<Newest> newest;
  std::set<store::ServiceNumber> originators;
  Result<> read;
  const auto visited = reader.exchange().visit_arrivals(id, [&](const store::ArrivalView& arrival) {
    if (arrival.kind != exchange::Kind::record || !arrival.refused.empty() || arrival.purged) return true;
    if (arrival.originator != arrival.name.service || (originator && arrival.originator != *originator))
      return true;
    originators.insert(arrival.originator);
    if (newest && stix::version_key(arrival.version) < stix::version_key(newest->version)) return true;
    auto body = body_of(arrival.body);
    if (!body) {
      read = fail(body);
      return false;
    }
    newest = Newest{arrival.name, std::string(arrival.version), *std::move(body)};
    return true;
  });
  if (!visited) return fail(visited);
  if (!read) return fail(read);
  if (!newest)
    return fail(Fault::not_found, "no copy of it came from its originator itself", "id",
                "tansiq inbox shows what came; who got a record onward asks its originator for a copy");
  if (originators.size() > 1)
    return fail(Fault::invalid, "several services sent a record of this id", "originator", "say whose");
  return *std::move(newest);
}

Result<> check(const OnwardWanted& wanted, const Newest& copy, const Peer& originator, const Peer& to) {
  if (to.is_reader())
    return fail(Fault::invalid, fmt::format("{} is a TAXII reader and has no node", to.label()), "to",
                "records of partners go to partners only");
  if (to.number() == originator.number())
    return fail(Fault::invalid, fmt::format("{} is its originator", to.label()), "to");
  if (originator.partner.suspended)
    return fail(Fault::conflict, fmt::format("{} is suspended and cannot be asked", originator.label()), {},
                "tansiq partner resume");
  const auto conditions = handling::parse_conditions(copy.body.conditions);
  if (!conditions) return fail(conditions);
  if (conditions->onward == handling::Onward::none)
    return fail(Fault::forbidden, fmt::format("{} lets nobody pass {} on", originator.label(), wanted.id),
                "id", "ask its people to release it to that service themselves");
  return {};
}

}  // namespace

Result<OnwardShown> ask_onward(Node& node, const Actor& actor, const OnwardWanted& wanted) {
  if (auto may = permit(actor, rules::ask_onward); !may) return fail(may);
  if (auto checked = base::check_line(wanted.reason, most_line_bytes, "reason"); !checked)
    return fail(checked);
  OnwardShown asked;
  auto written =
      commit(node, wanted.id.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto& directory = outgoing.directory();
        const auto to = partner_named(directory, wanted.to);
        if (!to) return fail(to);
        std::optional<store::ServiceNumber> whose;
        if (!wanted.originator.empty()) {
          const auto named = partner_named(directory, wanted.originator);
          if (!named) return fail(named);
          whose = (*named)->number();
        }
        const auto copy = newest_copy(transaction, wanted.id, whose);
        if (!copy) return fail(copy);
        const auto* originator = directory.find(copy->name.service);
        if (originator == nullptr) return fail(Fault::not_found, "its originator is no partner any more");
        if (auto checked = check(wanted, *copy, *originator, **to); !checked) return checked;
        const auto asks = onward_asks(transaction, OnwardAsk::Side::ours, copy->name);
        if (!asks) return fail(asks);
        for (const auto& one : *asks) {
          if (one.recipient != (*to)->service() || one.state == OnwardAsk::State::refused) continue;
          asked = shown(transaction, directory, one);
          return {};
        }
        const auto act = transaction.append(
            entry_of(actor, rules::ask_onward, wanted.id,
                     fmt::format("version {}: may it go on to {}", copy->version, (*to)->label())));
        if (!act) return fail(act);
        OnwardAsk ask;
        ask.id = base::random_uuid();
        ask.copy = copy->name;
        ask.recipient = (*to)->service();
        ask.reason = wanted.reason;
        ask.by = actor.name;
        ask.purpose = actor.purpose.purpose;
        ask.basis = actor.purpose.basis;
        ask.since = transaction.now();
        exchange::Release release;
        release.kind = exchange::Kind::ask;
        release.originator = directory.own()->service();
        release.copy = exchange::render(exchange::Ask{originator->service(), ask.recipient, copy->name.epoch,
                                                      copy->name.number, copy->body.commitment, ask.reason});
        if (auto sent = outgoing.send(originator->number(), std::move(release), *act); !sent)
          return fail(sent);
        if (auto kept = keep_ask(transaction, ask, *act); !kept) return kept;
        asked = shown(transaction, directory, std::move(ask));
        return {};
      });
  if (!written) return fail(written);
  return asked;
}

}  // namespace tansiq::node::acts

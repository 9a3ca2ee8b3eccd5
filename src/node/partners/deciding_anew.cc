#include "node/partners/deciding_anew.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/closure.h"
#include "node/partners/recalling.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using handling::Reason;

namespace {

/// What a reason against a release means for a copy that is held already.
enum class Bearing {
  none,     ///< the partner has what it is to have
  later,    ///< not to be done now; what is held stays
  officer,  ///< allowed once a second officer stands by it
  offered,  ///< an officer decides whether it is asked back
  forbids,  ///< it is asked back
};

Bearing bearing_of(Reason reason) {
  switch (reason) {
    case Reason::already_held:
    case Reason::older_than_held:
    case Reason::nothing_new:
      return Bearing::none;
    case Reason::act_without_purpose:
    case Reason::act_without_basis:
    case Reason::cell_frozen:
    case Reason::suspended:
    case Reason::not_confirmed:
    case Reason::unmet:
    case Reason::not_permitted_onward:
    case Reason::onward_unchanged_only:
      return Bearing::later;
    case Reason::second_officer_needed:
      return Bearing::officer;
    case Reason::purpose_not_in_cell:
    case Reason::not_in_cell:
    case Reason::observer:
      return Bearing::offered;
    default:
      return Bearing::forbids;
  }
}

/// The weightiest bearing of all reasons against. Nobody takes part in a frozen cell, so that it is frozen
/// must not look as if everybody had left it; what a cell does not carry is no longer through it either.
Bearing bearing_of(const handling::Decision& decision) {
  const auto stands = [&](Reason reason) {
    return std::any_of(decision.reasons.begin(), decision.reasons.end(),
                       [reason](const auto& because) { return because.reason == reason; });
  };
  const bool frozen = stands(Reason::cell_frozen);
  const bool outside = stands(Reason::not_in_cell) || stands(Reason::observer);
  auto weightiest = Bearing::none;
  for (const auto& because : decision.reasons) {
    if (!handling::is_against(because.reason)) continue;
    auto bearing = bearing_of(because.reason);
    if (frozen && bearing == Bearing::offered) bearing = Bearing::later;
    if (outside && because.reason == Reason::not_releasable)
      bearing = frozen ? Bearing::later : Bearing::offered;
    weightiest = std::max(weightiest, bearing);
  }
  return weightiest;
}

/// Whether everything of `part` stands in `whole` too: members by name, items of lists in the same order.
bool stands_in(const stix::json::Value& part, const stix::json::Value& whole) {
  using Kind = stix::json::Kind;
  if (part.kind() != whole.kind()) return false;
  switch (part.kind()) {
    case Kind::object:
      return std::all_of(part.members().begin(), part.members().end(), [&](const auto& member) {
        const auto* other = whole.find(member.key());
        return other != nullptr && stands_in(member, *other);
      });
    case Kind::array: {
      auto at = whole.members().begin();
      for (const auto& item : part.members()) {
        while (at != whole.members().end() && !stands_in(item, *at)) ++at;
        if (at == whole.members().end()) return false;
        ++at;
      }
      return true;
    }
    case Kind::string:
      return part.text() == whole.text();
    case Kind::integer:
      return part.integer() == whole.integer();
    case Kind::boolean:
      return part.flag() == whole.flag();
    case Kind::number:
      return part.number() == whole.number();
    case Kind::null:
      return true;
  }
  return false;
}

/// Whether a copy that is held shows nothing that the one which would be given now leaves out. Selectors of
/// granular markings move with what is cut before them, so they say nothing here.
bool shows_no_more(const std::string& held, std::string_view now) {
  const auto then = handling::RecordView::read(held);
  const auto fresh = handling::RecordView::read(std::string(now));
  if (!then || !fresh) return false;
  return std::all_of(then->tree().members().begin(), then->tree().members().end(), [&](const auto& member) {
    if (member.key() == "granular_markings") return true;
    const auto* other = fresh->tree().find(member.key());
    return other != nullptr && stands_in(member, *other);
  });
}

}  // namespace

Anew& Anew::operator+=(const Anew& other) {
  released += other.released;
  renewed += other.renewed;
  recalled += other.recalled;
  proposed += other.proposed;
  return *this;
}

DecidingAnew::DecidingAnew(store::Transaction& transaction, Outgoing& outgoing, std::string actor,
                           std::string_view cause)
    : transaction_(transaction),
      outgoing_(outgoing),
      actor_(std::move(actor)),
      cause_(cause),
      questions_(transaction, outgoing.directory(), transaction.now()) {}

journal::Act DecidingAnew::entry(std::string actor, std::string subject, std::string detail) const {
  journal::Act act;
  act.act = rules::redecide.act;
  act.actor = std::move(actor);
  act.subject = std::move(subject);
  act.detail = std::move(detail);
  return act;
}

Result<Subject*> DecidingAnew::subject_of(std::string_view id, store::ServiceNumber originator) {
  const std::pair key(originator, std::string(id));
  if (const auto known = subjects_.find(key); known != subjects_.end()) return known->second.get();
  auto& subject = subjects_[key];
  const auto collections = transaction_.collections();
  if (!collections) return fail(collections);
  store::Filter filter;
  filter.ids = {std::string(id)};
  for (const auto& collection : *collections) {
    Result<> prepared;
    const auto more = transaction_.visit(collection.number, filter, [&](const store::RecordView& record) {
      if (record.originator != originator) return true;
      auto one = questions_.prepare(record);
      if (one) subject = std::make_unique<Subject>(std::move(*one));
      if (!one && one.error().fault != Fault::invalid) prepared = fail(one);
      return false;
    });
    if (!more) return fail(more);
    if (!prepared) return fail(prepared);
    if (subject) break;
  }
  return subject.get();
}

Result<DecidingAnew::Under*> DecidingAnew::under(std::int64_t act) {
  if (const auto known = past_.find(act); known != past_.end()) return known->second.get();
  auto& order = past_[act];
  const auto entries = transaction_.journal({.from = act, .actor = {}, .act = {}, .subject = {}, .limit = 1});
  if (!entries) return fail(entries);
  if (entries->empty() || entries->front().number != act) return nullptr;
  const auto inputs = read_release_inputs(entries->front().act.detail);
  if (!inputs) return nullptr;  // it was erased, or is no release
  const auto* cell = inputs->cell ? outgoing_.directory().cell(*inputs->cell) : nullptr;
  if (inputs->cell && cell == nullptr) return nullptr;
  order = std::make_unique<Under>();
  order->order = inputs->order;
  order->actor = actor_;
  order->terms = {{inputs->by, inputs->standing, inputs->second_officer, inputs->cut}, inputs->purpose, cell};
  order->releasing.emplace(questions_, order->terms);
  return order.get();
}

DecidingAnew::Under& DecidingAnew::under(const handling::StandingRule& rule) {
  auto& order = standing_[rule.name];
  if (order) return *order;
  order = std::make_unique<Under>();
  order->order = base::random_uuid();
  order->actor = rule.made_by;
  order->terms = {{rule.name, true, {}, rule.cut},
                  {rule.purpose, rule.basis},
                  outgoing_.directory().cell(std::string_view(rule.cell))};
  order->releasing.emplace(questions_, order->terms);
  return *order;
}

Result<> DecidingAnew::about(std::string_view id, std::optional<store::ServiceNumber> only) {
  const auto found = questions_.holdings().of(id);
  if (!found) return fail(found);
  if ((*found)->given.empty() && (*found)->taken_back.empty()) return {};
  const ObjectHoldings holdings = **found;  // releasing adds to it
  if (auto done = about_own(std::string(id), holdings, only); !done) return done;
  return about_received(std::string(id), holdings, only);
}

Result<> DecidingAnew::about_received(const std::string& id, const ObjectHoldings& holdings,
                                      std::optional<store::ServiceNumber> only) {
  const auto& directory = outgoing_.directory();
  std::set<exchange::ServiceId> originators;
  for (const auto& holding : holdings.given) originators.insert(holding.originator);
  for (const auto& service : originators) {
    const auto* originator = directory.find(service);
    if (originator == nullptr || originator->number() == store::own_service) continue;
    const auto subject = subject_of(id, originator->number());
    if (!subject) return fail(subject);
    if (*subject == nullptr) continue;
    for (const auto* partner : directory.partners()) {
      if (only && *only != partner->number()) continue;
      const auto* holding = holdings.last(partner->number(), service);
      if (holding == nullptr) continue;
      if (auto done = reconsider(**subject, *partner, *holding); !done) return done;
    }
  }
  return {};
}

Result<> DecidingAnew::about_own(const std::string& id, const ObjectHoldings& holdings,
                                 std::optional<store::ServiceNumber> only) {
  const auto subject = subject_of(id);
  if (!subject) return fail(subject);
  if (*subject == nullptr) return {};
  for (const auto& holding : holdings.given)
    if (holding.originator == (*subject)->originator && (!only || *only == holding.name.service))
      if (auto done = reconsider_onward(**subject, holding); !done) return done;
  for (const auto* partner : outgoing_.directory().partners()) {
    if (only && *only != partner->number()) continue;
    const auto* holding = holdings.last(partner->number(), (*subject)->originator);
    auto done = holding != nullptr ? reconsider(**subject, *partner, *holding)
                                   : consider(**subject, *partner, holdings);
    if (!done) return done;
  }
  return {};
}

Result<> DecidingAnew::reconsider_onward(const Subject& subject, const Holding& holding) {
  auto asks = onward_asks(transaction_, OnwardAsk::Side::theirs, holding.name);
  if (!asks) return fail(asks);
  for (auto& ask : *asks) {
    const auto* recipient = outgoing_.directory().find(ask.recipient);
    if (ask.state != OnwardAsk::State::permitted || recipient == nullptr) continue;
    const auto decision = decide_onward(questions_, subject, *recipient, ask, holding.cell);
    if (!decision) return fail(decision);
    if (decision->release || bearing_of(*decision) != Bearing::forbids) continue;
    if (auto recalled = recall(subject, *recipient, *decision, true); !recalled) return recalled;
    ask.state = OnwardAsk::State::withdrawn;
    if (auto kept = keep_ask(transaction_, std::move(ask), 0); !kept) return kept;
  }
  return {};
}

/// A partner that holds some version.
Result<> DecidingAnew::reconsider(const Subject& subject, const Peer& partner, const Holding& holding) {
  const auto found = under(holding.act);
  if (!found) return fail(found);
  if (*found == nullptr) return {};
  auto& order = **found;
  const bool later = stix::version_key(subject.view.version()) > stix::version_key(holding.version);
  auto decision = later ? questions_.decide(subject, partner, order.terms)
                        : questions_.decide_afresh(subject, partner, order.terms);
  if (!decision) return fail(decision);
  if (later && decision->release) {
    const auto taken = order.releasing->take(subject, {&partner});
    if (!taken) return fail(taken);
    order.ids.insert(std::string(subject.view.id()));
    ++anew_.released;
    return {};
  }
  if (!decision->release && bearing_of(*decision) != Bearing::none)
    return judge(subject, partner, order, *decision);
  // Nothing new of the copy; its conditions may be.
  if (!decision->release) {
    decision = questions_.decide_afresh(subject, partner, order.terms);
    if (!decision) return fail(decision);
    if (!decision->release) return {};
  } else if (decision->copy(subject.view) != holding.copy &&
             !shows_no_more(holding.copy, decision->copy(subject.view))) {
    if (subject.provenance) return {};
    return recall(subject, partner, *decision);
  }
  if (handling::render(decision->conditions) == holding.conditions) return {};
  if (auto renewed = order.releasing->renew(subject, holding, decision->conditions); !renewed) return renewed;
  order.ids.insert(std::string(subject.view.id()));
  ++anew_.renewed;
  return {};
}

Result<> DecidingAnew::judge(const Subject& subject, const Peer& partner, const Under& order,
                             const handling::Decision& decision) {
  if (subject.provenance) return {};  // its originator asks back what it wants back
  switch (bearing_of(decision)) {
    case Bearing::none:
    case Bearing::later:
      return {};
    case Bearing::officer:
      return propose(subject, partner, order, Proposal::Action::release, decision);
    case Bearing::offered:
      return propose(subject, partner, order, Proposal::Action::recall, decision);
    case Bearing::forbids:
      return recall(subject, partner, decision);
  }
  return {};
}

/// A partner that holds no version: under the order under which it once did, or others of the cell do.
Result<> DecidingAnew::consider(const Subject& subject, const Peer& partner, const ObjectHoldings& holdings) {
  const Holding* model = nullptr;
  for (const auto& one : holdings.given)
    if (one.cell && one.originator == subject.originator) model = &one;
  for (const auto& one : holdings.taken_back)
    if (one.name.service == partner.number() && one.originator == subject.originator) model = &one;
  if (model == nullptr) return {};
  const auto found = under(model->act);
  if (!found) return fail(found);
  // What a standing rule says of new recipients is asked of the rule.
  if (*found == nullptr || ((*found)->terms.order.standing && model->name.service != partner.number()))
    return {};
  const auto decision = questions_.decide(subject, partner, (*found)->terms);
  if (!decision) return fail(decision);
  const auto kind = kind_of(*decision);
  if (kind != Outcome::Kind::released && kind != Outcome::Kind::waiting) return {};
  return propose(subject, partner, **found, Proposal::Action::release, *decision);
}

Result<> DecidingAnew::recall(const Subject& subject, const Peer& partner, const handling::Decision& decision,
                              bool got_onward) {
  const auto found = questions_.holdings().of(subject.view.id());
  if (!found) return fail(found);
  RecallOrder order;
  order.id = subject.view.id();
  for (const auto& holding : (*found)->given)
    if ((got_onward || holding.name.service == partner.number()) && holding.originator == subject.originator)
      order.versions.push_back(holding.version);
  order.deadline = transaction_.now() + usual_deadline;
  order.recipient = partner.number();
  order.got_onward = got_onward;
  const auto why = decision.release ? fmt::format("{} may see less of it now", partner.label())
                                    : handling::sentence(decision, questions_.as_partner(partner, nullptr));
  const auto act = transaction_.append(
      entry(actor_, order.id, fmt::format("recalled from {} ({}): {}", partner.label(), cause_, why)));
  if (!act) return fail(act);
  const auto sent = send_recall(transaction_, outgoing_, order, *act);
  if (!sent) return fail(sent);
  questions_.holdings().take_back(subject.view.id(), partner.number());
  ++anew_.recalled;
  return {};
}

Result<> DecidingAnew::propose(const Subject& subject, const Peer& partner, const Under& order,
                               Proposal::Action action, const handling::Decision& decision) {
  Proposal proposal;
  proposal.action = action;
  proposal.id = subject.view.id();
  proposal.version = subject.view.version();
  proposal.partner = partner.number();
  proposal.cause = cause_;
  proposal.sentence = handling::sentence(decision, questions_.as_partner(partner, order.terms.cell));
  if (order.terms.cell != nullptr) proposal.cell = order.terms.cell->chain.id();
  proposal.cut = order.terms.order.cut;
  const auto added = add_proposal(transaction_, proposal, 0);
  if (!added) return fail(added);
  if (*added) ++anew_.proposed;
  return {};
}

Result<> DecidingAnew::follow_standing_rules(std::string_view id, std::optional<store::ServiceNumber> only) {
  const auto& directory = outgoing_.directory();
  const auto type = id.substr(0, id.find("--"));
  for (const auto& rule : directory.policy().standing) {
    if (!rule.types.empty() && std::find(rule.types.begin(), rule.types.end(), type) == rule.types.end())
      continue;
    const auto* cell = directory.cell(std::string_view(rule.cell));
    if (cell == nullptr) continue;
    const auto subject = subject_of(id);
    if (!subject) return fail(subject);
    if (*subject == nullptr) return {};
    if (!handling::orders(rule, (*subject)->view, (*subject)->handling, transaction_.now())) continue;
    const auto holdings = questions_.holdings().of(id);
    if (!holdings) return fail(holdings);
    std::vector<const Peer*> recipients;
    for (const auto* member : members_of(directory, *cell)) {
      if (only && *only != member->number()) continue;
      if (!cell->confirmed.contains(member->service()) || (*holdings)->ever(member->number())) continue;
      const auto named = [&](const std::string& name) {
        return directory.find(std::string_view(name)) == member;
      };
      if (!rule.recipients.empty() && std::none_of(rule.recipients.begin(), rule.recipients.end(), named))
        continue;
      recipients.push_back(member);
    }
    if (recipients.empty()) continue;
    auto& order = under(rule);
    const auto before = order.releasing->tally().released;
    const auto taken = order.releasing->take(**subject, recipients);
    if (!taken) return fail(taken);
    if (order.releasing->tally().released == before) continue;
    order.ids.insert(std::string(id));
    anew_.released += order.releasing->tally().released - before;
  }
  return {};
}

Result<Anew> DecidingAnew::finish() {
  std::vector<Under*> orders;
  for (const auto& [act, order] : past_) orders.push_back(order.get());
  for (const auto& [rule, order] : standing_) orders.push_back(order.get());
  std::set<const JoinedCell*> told;
  for (auto* order : orders) {
    if (order == nullptr || !order->releasing->sends_anything()) continue;
    auto inputs = order->releasing->inputs();
    inputs.order = order->order;
    inputs.reason = cause_;
    const auto& subject = order->ids.size() == 1 ? *order->ids.begin() : order->order;
    auto journaled = entry(order->actor, subject, render(inputs));
    journaled.purpose = inputs.purpose.purpose;
    journaled.basis = inputs.purpose.basis;
    const auto act = transaction_.append(journaled);
    if (!act) return fail(act);
    const auto* cell = order->terms.cell;
    const bool tells = cell != nullptr && order->releasing->tally().released > 0 && told.insert(cell).second;
    if (auto sent = order->releasing->send(transaction_, outgoing_, *act); !sent) return fail(sent);
    if (!tells) continue;
    if (auto said = tell_observers(outgoing_, *cell, "release", transaction_.now(), *act); !said)
      return fail(said);
  }
  return anew_;
}

bool has_standing_rules(const Directory& directory) {
  return !directory.policy().standing.empty();
}

Result<Anew> fan_out(store::Transaction& transaction, Outgoing& outgoing, const std::string& actor,
                     const std::vector<Filed>& filed) {
  if (!outgoing.directory().has_identity()) return Anew{};
  DecidingAnew deciding(transaction, outgoing, actor, "version");
  std::vector<Naming> naming;
  naming.reserve(filed.size());
  for (const auto& one : filed) naming.push_back({one.id, one.names});
  for (const auto place : named_first(naming)) {
    const auto& one = filed[place];
    if (!one.first)
      if (auto done = deciding.about(one.id, std::nullopt); !done) return fail(done);
    if (auto done = deciding.follow_standing_rules(one.id, std::nullopt); !done) return fail(done);
  }
  return deciding.finish();
}

}  // namespace tansiq::node

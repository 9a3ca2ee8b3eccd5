#include "node/partners/releasing.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "exchange/fields.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using handling::Reason;

namespace {

constexpr std::array<std::string_view, 4> kind_names = {"released", "held", "waiting", "withheld"};

/// Bounds on what an entry's detail keeps; the journal's own bound is far above.
constexpr std::size_t most_detail_bytes = 64 * 1024;
constexpr std::size_t most_cuts = 256;

bool only_against(const handling::Decision& decision, Reason reason) {
  bool found = false;
  for (const auto& because : decision.reasons) {
    if (!handling::is_against(because.reason)) continue;
    if (because.reason != reason) return false;
    found = true;
  }
  return found;
}

}  // namespace

std::string_view name_of(Outcome::Kind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::string sentence(const Outcome& outcome, std::string_view partner) {
  if (!outcome.problem.empty()) return fmt::format("Withheld from {}: {}.", partner, outcome.problem);
  handling::Decision decision;
  decision.release = outcome.kind == Outcome::Kind::released;
  decision.whole = outcome.whole;
  decision.reasons = outcome.reasons;
  handling::Partner named;
  named.name = partner;
  return handling::sentence(decision, named);
}

Outcome::Kind kind_of(const handling::Decision& decision) {
  if (decision.release) return Outcome::Kind::released;
  if (only_against(decision, Reason::already_held)) return Outcome::Kind::held;
  if (only_against(decision, Reason::second_officer_needed)) return Outcome::Kind::waiting;
  return Outcome::Kind::withheld;
}

void Tally::count(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::released:
      ++released;
      break;
    case Outcome::Kind::held:
      ++held;
      break;
    case Outcome::Kind::waiting:
      ++waiting;
      break;
    case Outcome::Kind::withheld:
      ++withheld;
      break;
  }
}

Tally& Tally::operator+=(const Tally& other) {
  released += other.released;
  held += other.held;
  waiting += other.waiting;
  withheld += other.withheld;
  return *this;
}

std::string render(const ReleaseInputs& inputs) {
  exchange::Writer writer;
  writer.text("basis", inputs.purpose.basis).text("by", inputs.by);
  if (inputs.cell) writer.digest("cell", *inputs.cell).number("cell_version", inputs.cell_version);
  if (!inputs.cut.empty()) writer.texts("cut", inputs.cut);
  writer.number("held", inputs.tally.held)
      .text("order", inputs.order)
      .number("policy", static_cast<std::uint64_t>(inputs.policy_version))
      .text("purpose", inputs.purpose.purpose);
  if (!inputs.reason.empty()) writer.text("reason", inputs.reason);
  writer.number("released", inputs.tally.released);
  if (!inputs.second_officer.empty()) writer.text("second_officer", inputs.second_officer);
  return writer.flag("standing", inputs.standing)
      .number("waiting", inputs.tally.waiting)
      .number("withheld", inputs.tally.withheld)
      .finish();
}

Result<ReleaseInputs> read_release_inputs(std::string_view detail) {
  ReleaseInputs inputs;
  const auto read =
      exchange::read_json(detail, most_detail_bytes, [&](const exchange::json::Value& value) -> Result<> {
        exchange::Fields fields(value, "release");
        inputs.purpose.basis = fields.text("basis", most_line_bytes, true);
        inputs.by = fields.text("by", most_line_bytes);
        inputs.cell = fields.digest_if("cell");
        if (inputs.cell) inputs.cell_version = fields.number("cell_version");
        if (fields.has("cut")) inputs.cut = fields.texts("cut", most_cuts, most_line_bytes);
        inputs.tally.held = fields.number("held");
        inputs.order = fields.text("order", most_line_bytes);
        inputs.policy_version = static_cast<std::int64_t>(fields.number("policy"));
        inputs.purpose.purpose = fields.text("purpose", most_line_bytes, true);
        inputs.reason = fields.text_if("reason", most_line_bytes);
        inputs.tally.released = fields.number("released");
        inputs.second_officer = fields.text_if("second_officer", most_line_bytes);
        inputs.standing = fields.flag("standing");
        inputs.tally.waiting = fields.number("waiting");
        inputs.tally.withheld = fields.number("withheld");
        return fields.finish();
      });
  if (!read) return fail(Fault::invalid, "the entry keeps no release: " + read.error().what);
  return inputs;
}

Result<std::vector<Outcome>> Releasing::take(const Subject& subject,
                                             const std::vector<const Peer*>& partners) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(partners.size());
  for (const auto* partner : partners) {
    auto decision = questions_.decide(subject, *partner, terms_);
    if (!decision) return fail(decision);
    Outcome outcome;
    outcome.kind = kind_of(*decision);
    outcome.id = subject.view.id();
    outcome.version = subject.view.version();
    outcome.partner = partner->number();
    outcome.whole = decision->whole;
    tally_.count(outcome.kind);
    if (decision->release)
      if (auto gathered = gather(subject, *partner, *decision); !gathered) return fail(gathered);
    outcome.reasons = std::move(decision->reasons);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

void Releasing::refuse(std::string_view id, std::string_view version, std::string_view why,
                       const std::vector<const Peer*>& partners, std::vector<Outcome>& outcomes) {
  for (const auto* partner : partners) {
    Outcome outcome;
    outcome.id = id;
    outcome.version = version;
    outcome.partner = partner->number();
    outcome.problem = why;
    tally_.count(outcome.kind);
    outcomes.push_back(std::move(outcome));
  }
}

Result<> Releasing::renew(const Subject& subject, const Holding& holding,
                          const handling::Conditions& conditions) {
  exchange::Release release;
  release.kind = exchange::Kind::record;
  release.originator = holding.originator;
  release.cell = holding.cell;
  release.copy = holding.copy;
  release.record = exchange::RecordKey{std::string(subject.view.id()), holding.version};
  release.conditions = handling::render(conditions);
  Sending sending{holding.name.service, std::move(release), {}};
  if (subject.provenance) {
    const auto* partner = questions_.directory().find(holding.name.service);
    const auto permission = subject.provenance->permissions.find(partner->service());
    if (permission == subject.provenance->permissions.end()) return {};
    sending.salt = subject.provenance->salt;
    sending.release.permission = permission->second;
  }
  if (auto followed = follow_permissions(subject, holding, sending); !followed) return followed;
  auto renewed = holding;
  renewed.conditions = sending.release.conditions;
  renewed.act = 0;
  if (auto added = questions_.holdings().add(subject.view.id(), std::move(renewed)); !added) return added;
  sendings_.push_back(std::move(sending));
  look_again(subject);
  return {};
}

Result<> Releasing::follow_permissions(const Subject& subject, const Holding& before, Sending& sending) {
  if (subject.provenance || before.name.number == 0) return {};
  auto asks = onward_asks(questions_.reader(), OnwardAsk::Side::theirs, before.name);
  if (!asks) return fail(asks);
  for (auto& ask : *asks) {
    const auto* recipient = questions_.directory().find(ask.recipient);
    if (ask.state != OnwardAsk::State::permitted || recipient == nullptr) continue;
    const auto decision = decide_onward(questions_, subject, *recipient, ask, sending.release.cell);
    if (!decision) return fail(decision);
    if (decision->release && decision->copy(subject.view) == sending.release.copy)
      sending.permitted.push_back(std::move(ask));
  }
  return {};
}

void Releasing::look_again(const Subject& subject) {
  const auto next = questions_.changes_at(subject);
  if (!next || (!redecisions_.empty() && redecisions_.back().id == subject.view.id())) return;
  redecisions_.push_back({.number = 0,
                          .due = *next,
                          .id = std::string(subject.view.id()),
                          .recipient = store::own_service,
                          .cause = "review"});
}

Result<> Releasing::gather(const Subject& subject, const Peer& partner, const handling::Decision& decision) {
  Sending sending{partner.number(), {}, {}};
  auto& release = sending.release;
  release.kind = exchange::Kind::record;
  release.originator = subject.originator;
  if (terms_.cell != nullptr) release.cell = terms_.cell->chain.id();
  release.copy = decision.copy(subject.view);
  release.record = exchange::RecordKey{std::string(subject.view.id()), std::string(subject.view.version())};
  release.conditions = handling::render(decision.conditions);
  if (subject.provenance) {
    sending.salt = subject.provenance->salt;
    release.permission = subject.provenance->permissions.at(partner.service());
  }
  Holding holding{
      {partner.number(), 0, 0}, subject.originator, release.cell, release.record->version, {}, {}, 0};
  if (mode_ == Mode::rehearsal) return questions_.holdings().add(subject.view.id(), std::move(holding));
  holding.copy = release.copy;
  holding.conditions = release.conditions;
  const auto held = questions_.holdings().of(subject.view.id());
  if (!held) return fail(held);
  if (const auto* before = (*held)->last(partner.number(), subject.originator))
    if (auto followed = follow_permissions(subject, *before, sending); !followed) return followed;
  if (auto added = questions_.holdings().add(subject.view.id(), std::move(holding)); !added) return added;
  sendings_.push_back(std::move(sending));
  look_again(subject);
  return {};
}

ReleaseInputs Releasing::inputs() const {
  ReleaseInputs inputs;
  inputs.by = terms_.order.by;
  inputs.purpose = terms_.purpose;
  inputs.standing = terms_.order.standing;
  inputs.second_officer = terms_.order.second_officer;
  const std::set<std::string> cut(terms_.order.cut.begin(), terms_.order.cut.end());
  inputs.cut.assign(cut.begin(), cut.end());
  if (terms_.cell != nullptr) {
    inputs.cell = terms_.cell->chain.id();
    inputs.cell_version = terms_.cell->chain.newest().number;
  }
  inputs.policy_version = questions_.directory().policy_version();
  inputs.tally = tally_;
  return inputs;
}

Result<> Releasing::send(store::Transaction& transaction, Outgoing& outgoing, std::int64_t act) {
  for (auto& sending : sendings_) {
    base::Digest commitment{};
    if (!sending.permitted.empty()) {
      sending.salt = base::random_bytes(exchange::salt_size);
      commitment = exchange::commitment_of(sending.salt, sending.release.copy);
    }
    const auto number =
        outgoing.send(sending.partner, std::move(sending.release), act, std::move(sending.salt));
    if (!number) return fail(number);
    for (auto& ask : sending.permitted) {
      auto former = ask;
      former.state = OnwardAsk::State::followed;
      if (auto kept = keep_ask(transaction, std::move(former), act); !kept) return kept;
      const auto end = outgoing.end(sending.partner);
      if (!end) return fail(end);
      ask.copy = {sending.partner, (*end)->epoch, *number};
      ask.paper = 0;
      if (auto sent = send_permission(transaction, outgoing, std::move(ask), commitment, act); !sent)
        return sent;
    }
  }
  for (const auto& redecision : redecisions_)
    if (auto queued = outgoing.queue(redecision); !queued) return queued;
  sendings_.clear();
  redecisions_.clear();
  return {};
}

Result<> tell_observers(Outgoing& outgoing, const JoinedCell& cell, std::string_view kind, Time now,
                        std::int64_t act) {
  const auto& directory = outgoing.directory();
  const auto own = directory.own()->service();
  for (const auto* peer : directory.partners()) {
    if (peer->partner.suspended || cell.chain.role_of(peer->service()) != exchange::CellRole::observer)
      continue;
    exchange::Release release;
    release.kind = exchange::Kind::activity;
    release.originator = own;
    release.cell = cell.chain.id();
    release.copy =
        handling::render(handling::activity(base::random_uuid(), kind, exchange::to_text(own), now));
    if (auto sent = outgoing.send(peer->number(), std::move(release), act); !sent) return fail(sent);
  }
  return {};
}

std::vector<const Peer*> members_of(const Directory& directory, const JoinedCell& cell) {
  std::vector<const Peer*> members;
  for (const auto* peer : directory.partners()) {
    const auto role = cell.chain.role_of(peer->service());
    if (role && *role != exchange::CellRole::observer) members.push_back(peer);
  }
  return members;
}

}  // namespace tansiq::node

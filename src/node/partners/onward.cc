#include "node/partners/onward.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "exchange/exchange.h"
#include "node/partners/holdings.h"
#include "node/partners/papers.h"
#include "node/partners/taking.h"
#include "node/rules.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using Side = OnwardAsk::Side;
using State = OnwardAsk::State;

namespace {

constexpr std::array<std::string_view, 5> state_names = {"waiting", "permitted", "refused", "followed",
                                                         "withdrawn"};
constexpr std::size_t most_paper_bytes = 8192;

std::string_view kind_of(Side side) {
  return side == Side::ours ? paper::asked : paper::ask;
}

std::string subject_of(const store::EnvelopeName& copy) {
  return fmt::format("{} {} {}", copy.service, copy.epoch, copy.number);
}

std::string render(const OnwardAsk& ask) {
  return exchange::Writer{}
      .text("answer", ask.answer)
      .text("ask", ask.id)
      .text("basis", ask.basis)
      .text("by", ask.by)
      .number("epoch", ask.copy.epoch)
      .number("number", ask.copy.number)
      .text("purpose", ask.purpose)
      .text("reason", ask.reason)
      .digest("recipient", ask.recipient)
      .number("service", static_cast<std::uint64_t>(ask.copy.service))
      .text("state", name_of(ask.state))
      .finish();
}

Result<OnwardAsk> read(Side side, const store::Paper& paper) {
  OnwardAsk ask;
  ask.side = side;
  ask.since = paper.since;
  ask.paper = paper.number;
  const auto done = exchange::read_json(paper.text, most_paper_bytes, [&](const exchange::json::Value& top) {
    exchange::Fields fields(top, "ask");
    ask.answer = fields.text("answer", most_line_bytes, true);
    ask.id = fields.text("ask", most_line_bytes);
    ask.basis = fields.text("basis", most_line_bytes, true);
    ask.by = fields.text("by", most_line_bytes, true);
    ask.copy.epoch = fields.number("epoch", 1);
    ask.copy.number = fields.number("number", 1);
    ask.purpose = fields.text("purpose", most_line_bytes, true);
    ask.reason = fields.text("reason", most_line_bytes, true);
    ask.recipient = fields.digest("recipient");
    ask.copy.service = static_cast<store::ServiceNumber>(fields.number("service"));
    const auto state = fields.text("state", most_line_bytes);
    const auto* const found = std::find(state_names.begin(), state_names.end(), state);
    if (found == state_names.end())
      fields.wrong("state", "unknown");
    else
      ask.state = static_cast<State>(found - state_names.begin());
    return fields.finish();
  });
  if (!done) return fail(Fault::internal, "a question about passing on does not read back");
  return ask;
}

/// The record that an envelope brought, to be changed.
struct Held {
  std::int64_t number = 0;
  std::int64_t handling = 0;
};
Result<std::optional<Held>> held_record(store::Transaction& transaction, const NamedCopy& copy,
                                        store::ServiceNumber originator) {
  const auto collection = received_collection(transaction);
  if (!collection) return fail(collection);
  if (!*collection) return std::optional<Held>();
  store::Filter filter;
  filter.ids = {copy.id};
  filter.versions = {.first = false, .last = false, .all = false, .exact = {copy.version}};
  filter.specs = {stix::Spec::v2_0, stix::Spec::v2_1};
  filter.with_bytes = false;
  std::optional<Held> held;
  const auto visited = transaction.visit(**collection, filter, [&](const store::RecordView& record) {
    if (record.originator == originator) held = Held{record.number, record.handling};
    return true;
  });
  if (!visited) return fail(visited);
  return held;
}

/// What an officer asked for and an originator permitted: the record names the recipient from now on.
Result<> name_recipient(store::Transaction& transaction, const NamedCopy& copy, const OnwardAsk& ask,
                        store::ServiceNumber originator, std::int64_t act) {
  const auto held = held_record(transaction, copy, originator);
  if (!held) return fail(held);
  if (!*held || (*held)->handling == 0) return {};
  const auto kept = transaction.handling((*held)->handling);
  if (!kept) return fail(kept);
  if (!*kept) return fail(Fault::internal, "a record's handling is missing");
  auto handling = handling::parse((*kept)->json);
  if (!handling) return fail(handling);
  auto& named = handling->releasable_to;
  const auto recipient = exchange::to_text(ask.recipient);
  if (std::find(named.begin(), named.end(), recipient) == named.end()) named.push_back(recipient);
  if (handling->basis.empty()) handling->basis = ask.basis;
  const auto normal = handling::normal(*handling);
  if (!normal) return fail(normal);
  const auto interned = transaction.intern({handling::render(*normal), normal->review});
  if (!interned) return fail(interned);
  return transaction.set_handling((*held)->number, *interned, act);
}

/// Takes one answer.
class TakingAnswer {
 public:
  TakingAnswer(store::Transaction& transaction, Outgoing& outgoing, const Peer& sender, std::int64_t act)
      : transaction_(transaction), outgoing_(outgoing), sender_(sender), act_(act) {}

  Result<> run(Arrival& arrival) {
    const auto answer = exchange::read_answer(arrival.copy());
    if (!answer) {
      arrival.refuse(exchange::refusal::not_valid);
      return {};
    }
    const auto copy = received_copy(transaction_, {sender_.number(), answer->epoch, answer->number});
    if (!copy) return fail(copy);
    if (!*copy) return {};  // it is gone; so is the question
    if (answer->permission && !holds(*answer, **copy)) {
      arrival.refuse(exchange::refusal::not_valid);
      return {};
    }
    if (answer->permission) {
      const auto kept = add_paper(transaction_, {std::string(paper::permission),
                                                 exchange::to_text((*copy)->commitment),
                                                 0,
                                                 answer->permission->text(),
                                                 {},
                                                 act_});
      if (!kept) return fail(kept);
    }
    return settle(*answer, **copy);
  }

 private:
  [[nodiscard]] bool holds(const exchange::Answer& answer, const NamedCopy& copy) const {
    const auto permission = exchange::read_permission(*answer.permission);
    if (!permission || permission->originator != sender_.service() || copy.originator != sender_.service() ||
        permission->holder != outgoing_.directory().own()->service() ||
        permission->recipient != answer.recipient || permission->commitment != copy.commitment ||
        !sender_.cards)
      return false;
    const auto& key = answer.permission->signature.key;
    const auto held = sender_.cards->key(key);
    return held && exchange::verify(*answer.permission, *held) &&
           sender_.cards->standing(key) != exchange::KeyStanding::revoked;
  }

  /// What this node asked about any version of the object for this recipient.
  Result<std::vector<OnwardAsk>> ours(const exchange::Answer& answer, const NamedCopy& copy) {
    std::set<store::EnvelopeName> names;
    const auto visited =
        transaction_.exchange().visit_arrivals(copy.id, [&](const store::ArrivalView& arrival) {
          if (arrival.name.service == sender_.number() && arrival.originator == sender_.number())
            names.insert(arrival.name);
          return true;
        });
    if (!visited) return fail(visited);
    std::vector<OnwardAsk> found;
    for (const auto& name : names) {
      const auto asks = onward_asks(transaction_, Side::ours, name);
      if (!asks) return fail(asks);
      std::copy_if(asks->begin(), asks->end(), std::back_inserter(found),
                   [&](const OnwardAsk& ask) { return ask.recipient == answer.recipient; });
    }
    return found;
  }

  Result<> settle(const exchange::Answer& answer, const NamedCopy& copy) {
    auto asks = ours(answer, copy);
    if (!asks) return fail(asks);
    bool answers = false;
    for (auto& ask : *asks) {
      if (ask.state == State::waiting || (ask.state == State::refused && answer.permission)) {
        answers = true;
        ask.state = answer.permission ? State::permitted : State::refused;
        ask.answer = answer.reason;
        if (auto kept = keep_ask(transaction_, ask, act_); !kept) return kept;
      }
    }
    if (answers)
      outgoing_.say({.what = Happening::What::answered,
                     .partner = sender_.label(),
                     .count = 1,
                     .detail = std::string(name_of(answer.permission ? State::permitted : State::refused))});
    const auto* const recipient = outgoing_.directory().find(answer.recipient);
    if (!answer.permission || asks->empty() || recipient == nullptr) return {};
    if (auto named = name_recipient(transaction_, copy, asks->back(), sender_.number(), act_); !named)
      return named;
    return outgoing_.queue({.number = 0,
                            .due = transaction_.now(),
                            .id = copy.id,
                            .recipient = recipient->number(),
                            .cause = "permission"});
  }

  store::Transaction& transaction_;
  Outgoing& outgoing_;
  const Peer& sender_;
  const std::int64_t act_;
};

Result<const Peer*> holder_of(const Outgoing& outgoing, const OnwardAsk& ask) {
  const auto* const holder = outgoing.directory().find(ask.copy.service);
  if (holder == nullptr) return fail(Fault::not_found, "who asked is no partner any more");
  if (holder->partner.suspended)
    return fail(Fault::conflict, fmt::format("{} is suspended: it gets recalls only", holder->label()), {},
                "tansiq partner resume");
  return holder;
}

Result<> send_answer(Outgoing& outgoing, const OnwardAsk& ask, std::optional<exchange::Document> permission,
                     std::int64_t act) {
  exchange::Answer answer;
  answer.epoch = ask.copy.epoch;
  answer.number = ask.copy.number;
  answer.recipient = ask.recipient;
  answer.permission = std::move(permission);
  answer.reason = ask.answer;
  exchange::Release release;
  release.kind = exchange::Kind::permission;
  release.originator = outgoing.directory().own()->service();
  release.copy = exchange::render(answer);
  if (auto sent = outgoing.send(ask.copy.service, std::move(release), act); !sent) return fail(sent);
  return {};
}

}  // namespace

std::string_view name_of(OnwardAsk::State state) {
  return state_names[static_cast<std::size_t>(state)];
}

Result<std::vector<OnwardAsk>> onward_asks(store::Reader& reader, Side side,
                                           const std::optional<store::EnvelopeName>& copy) {
  const auto papers = reader.exchange().papers(kind_of(side), copy ? subject_of(*copy) : std::string());
  if (!papers) return fail(papers);
  std::vector<OnwardAsk> asks;
  for (const auto& paper : *papers) {
    auto ask = read(side, paper);
    if (!ask) return fail(ask);
    asks.push_back(*std::move(ask));
  }
  return asks;
}

Result<> keep_ask(store::Transaction& transaction, OnwardAsk ask, std::int64_t act) {
  store::Paper paper{std::string(kind_of(ask.side)), subject_of(ask.copy), ask.paper, {}, ask.since, act};
  if (ask.id.empty()) ask.id = base::random_uuid();
  paper.text = render(ask);
  if (ask.paper != 0) return put_paper(transaction, paper);
  if (const auto added = add_paper(transaction, std::move(paper)); !added) return fail(added);
  return {};
}

Result<std::optional<NamedCopy>> released_copy(store::Reader& reader, const store::EnvelopeName& name) {
  std::optional<NamedCopy> copy;
  Result<> read;
  const auto visited = reader.exchange().visit_outbox(
      {name.service, name.epoch, name.number - 1}, [&](const store::ReleaseView& release) {
        if (release.name != name || release.kind != exchange::Kind::record || release.copy.empty() ||
            release.id.empty())
          return false;
        if (release.fate == exchange::Fate::refused || release.fate == exchange::Fate::recalled ||
            release.fate == exchange::Fate::overdue || release.fate == exchange::Fate::purged)
          return false;
        const auto body = body_of(release.body);
        if (!body) {
          read = fail(body);
          return false;
        }
        copy = NamedCopy{std::string(release.id), std::string(release.version), body->originator,
                         body->commitment};
        return false;
      });
  if (!visited) return fail(visited);
  if (!read) return fail(read);
  return copy;
}

Result<std::optional<NamedCopy>> received_copy(store::Reader& reader, const store::EnvelopeName& name) {
  std::optional<NamedCopy> copy;
  Result<> read;
  const auto visited = reader.exchange().visit_inbox(
      {name.service, name.epoch, name.number - 1}, [&](const store::ArrivalView& arrival) {
        if (arrival.name != name || arrival.kind != exchange::Kind::record || !arrival.refused.empty() ||
            arrival.purged || arrival.id.empty())
          return false;
        const auto body = body_of(arrival.body);
        if (!body) {
          read = fail(body);
          return false;
        }
        copy = NamedCopy{std::string(arrival.id), std::string(arrival.version), body->originator,
                         body->commitment};
        return false;
      });
  if (!visited) return fail(visited);
  if (!read) return fail(read);
  return copy;
}

Result<> take_ask(store::Transaction& transaction, Outgoing& outgoing, const Peer& sender, Arrival& arrival,
                  std::int64_t act) {
  const auto ask = exchange::read_ask(arrival.copy());
  const auto own = outgoing.directory().own()->service();
  if (!ask || ask->originator != own || ask->recipient == own || ask->recipient == sender.service()) {
    arrival.refuse(exchange::refusal::not_valid);
    return {};
  }
  OnwardAsk kept;
  kept.side = Side::theirs;
  kept.copy = {sender.number(), ask->epoch, ask->number};
  kept.recipient = ask->recipient;
  kept.reason = ask->reason;
  const auto copy = released_copy(transaction, kept.copy);
  if (!copy) return fail(copy);
  if (!*copy || (*copy)->originator != own || (*copy)->commitment != ask->commitment) {
    arrival.refuse(exchange::refusal::not_valid);
    return {};
  }
  const auto all = onward_asks(transaction, Side::theirs);
  if (!all) return fail(all);
  std::size_t waiting = 0;
  for (const auto& one : *all) {
    if (one.copy.service != sender.number() || one.state != State::waiting) continue;
    if (one.copy == kept.copy && one.recipient == kept.recipient) return {};
    ++waiting;
  }
  if (waiting >= most_waiting_asks) {
    arrival.refuse(exchange::refusal::not_wanted);
    return {};
  }
  outgoing.say({.what = Happening::What::asked, .partner = sender.label(), .count = 1});
  return keep_ask(transaction, std::move(kept), act);
}

Result<> take_answer(store::Transaction& transaction, Outgoing& outgoing, const Peer& sender,
                     Arrival& arrival, std::int64_t act) {
  return TakingAnswer(transaction, outgoing, sender, act).run(arrival);
}

Result<handling::Decision> decide_onward(Questions& questions, const Subject& subject, const Peer& recipient,
                                         const OnwardAsk& ask, const std::optional<exchange::CellId>& cell) {
  Terms terms{{ask.by, false, {}, {}}, {ask.purpose, ask.basis}, nullptr};
  const auto* joined = cell ? questions.directory().cell(*cell) : nullptr;
  if (joined != nullptr && joined->chain.role_of(recipient.service())) terms.cell = joined;
  return questions.decide_afresh(subject, recipient, terms);
}

Result<> send_permission(store::Transaction& transaction, Outgoing& outgoing, OnwardAsk ask,
                         const base::Digest& commitment, std::int64_t act) {
  const auto holder = holder_of(outgoing, ask);
  if (!holder) return fail(holder);
  const auto key = outgoing.key();
  if (!key) return fail(key);
  const exchange::Permission permission{outgoing.directory().own()->service(), (*holder)->service(),
                                        ask.recipient, commitment, transaction.now()};
  ask.state = State::permitted;
  ask.answer.clear();
  if (auto sent = send_answer(outgoing, ask, exchange::sign(**key, permission), act); !sent) return sent;
  return keep_ask(transaction, std::move(ask), act);
}

Result<> send_refusal(store::Transaction& transaction, Outgoing& outgoing, OnwardAsk ask, std::int64_t act) {
  if (const auto holder = holder_of(outgoing, ask); !holder) return fail(holder);
  ask.state = State::refused;
  if (auto sent = send_answer(outgoing, ask, std::nullopt, act); !sent) return sent;
  return keep_ask(transaction, std::move(ask), act);
}

}  // namespace tansiq::node

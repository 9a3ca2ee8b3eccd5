#include "node/acts/permit_onward.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/holdings.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

Result<OnwardAsk> waiting_ask(store::Reader& reader, const std::string& id) {
  const auto asks = onward_asks(reader, OnwardAsk::Side::theirs);
  if (!asks) return fail(asks);
  for (const auto& ask : *asks)
    if (ask.id == id && ask.state == OnwardAsk::State::waiting) return ask;
  return fail(Fault::not_found, "no such question waits", "ask", "tansiq onward list");
}

/// The last version of an own record, made ready.
Result<Subject> own_subject(store::Reader& reader, Questions& questions, const std::string& id) {
  const auto collections = reader.collections();
  if (!collections) return fail(collections);
  store::Filter filter;
  filter.ids = {id};
  Result<Subject> subject = fail(Fault::not_found, "this node does not hold the record any more", "ask");
  for (const auto& collection : *collections) {
    const auto more = reader.visit(collection.number, filter, [&](const store::RecordView& record) {
      if (record.originator != store::own_service) return true;
      subject = questions.prepare(record);
      return false;
    });
    if (!more) return fail(more);
    if (subject) break;
  }
  return subject;
}

/// What the holder holds last of the record that a question is about.
Result<Holding> held_by(store::Reader& reader, Questions& questions, const OnwardAsk& ask) {
  const auto copy = released_copy(reader, ask.copy);
  if (!copy) return fail(copy);
  const auto gone = [] {
    return fail(Fault::not_found, "the holder holds nothing of it any more", "ask", "refuse it");
  };
  if (!*copy) return gone();
  const auto holdings = questions.holdings().of((*copy)->id);
  if (!holdings) return fail(holdings);
  const auto* last = (*holdings)->last(ask.copy.service, (*copy)->originator);
  if (last == nullptr) return gone();
  return *last;
}

class Permitting {
 public:
  Permitting(store::Transaction& transaction, Outgoing& outgoing, const Actor& actor)
      : transaction_(transaction),
        outgoing_(outgoing),
        actor_(actor),
        questions_(transaction, outgoing.directory(), transaction.now()) {}

  /// Gives the question as it stands then.
  Result<OnwardAsk> permit(OnwardAsk ask) {
    const auto* recipient = outgoing_.directory().find(ask.recipient);
    if (recipient == nullptr || recipient->is_reader())
      return fail(Fault::not_found, "this node does not know the service that is to get it", "ask",
                  "compare its card and add it (tansiq partner add), or refuse");
    const auto holding = held_by(transaction_, questions_, ask);
    if (!holding) return fail(holding);
    const auto copy = released_copy(transaction_, holding->name);
    if (!copy) return fail(copy);
    if (!*copy) return fail(Fault::not_found, "the holder holds nothing of it any more", "ask", "refuse it");
    const auto subject = own_subject(transaction_, questions_, (*copy)->id);
    if (!subject) return fail(subject);
    ask.by = actor_.name;
    ask.purpose = actor_.purpose.purpose;
    ask.basis = actor_.purpose.basis;
    if (auto same = check(*subject, *recipient, *holding, ask); !same) return fail(same);
    const auto act = transaction_.append(
        entry_of(actor_, rules::permit_onward, (*copy)->id,
                 fmt::format("version {}: {} may pass it on to {}", holding->version,
                             outgoing_.directory().find(ask.copy.service)->label(), recipient->label())));
    if (!act) return fail(act);
    if (ask.copy != holding->name) {
      // A later version went to the holder since: the permission is for that one.
      auto former = ask;
      former.state = OnwardAsk::State::followed;
      if (auto kept = keep_ask(transaction_, std::move(former), *act); !kept) return fail(kept);
      ask.copy = holding->name;
      ask.paper = 0;
    }
    if (auto sent = send_permission(transaction_, outgoing_, ask, (*copy)->commitment, *act); !sent)
      return fail(sent);
    ask.state = OnwardAsk::State::permitted;
    return ask;
  }

  Result<OnwardAsk> refuse(OnwardAsk ask, const std::string& reason) {
    const auto copy = released_copy(transaction_, ask.copy);
    if (!copy) return fail(copy);
    ask.by = actor_.name;
    ask.answer = reason;
    const auto act = transaction_.append(
        entry_of(actor_, rules::permit_onward, *copy ? (*copy)->id : ask.id, "passing it on was refused"));
    if (!act) return fail(act);
    if (auto sent = send_refusal(transaction_, outgoing_, ask, *act); !sent) return fail(sent);
    ask.state = OnwardAsk::State::refused;
    return ask;
  }

 private:
  Result<> check(const Subject& subject, const Peer& recipient, const Holding& holding,
                 const OnwardAsk& ask) {
    if (subject.view.version() != holding.version)
      return fail(Fault::conflict, "the holder does not hold the last version of it", "ask",
                  "release the last version to it first, or refuse");
    const auto decision = decide_onward(questions_, subject, recipient, ask, holding.cell);
    if (!decision) return fail(decision);
    if (!decision->release)
      return fail(Fault::forbidden, handling::sentence(*decision, questions_.as_partner(recipient, nullptr)),
                  "ask");
    if (decision->copy(subject.view) != holding.copy)
      return fail(Fault::conflict,
                  fmt::format("{} would get another copy of it than the holder has", recipient.label()),
                  "ask",
                  "release it directly: tansiq release " + std::string(subject.view.id()) + " --to " +
                      recipient.label());
    return {};
  }

  store::Transaction& transaction_;
  Outgoing& outgoing_;
  const Actor& actor_;
  Questions questions_;
};

}  // namespace

Result<OnwardShown> permit_onward(Node& node, const Actor& actor, const OnwardAnswer& answer) {
  if (auto may = permit(actor, rules::permit_onward); !may) return fail(may);
  if (auto checked = base::check_line(answer.reason, most_line_bytes, "reason"); !checked)
    return fail(checked);
  if (answer.permit && !answer.reason.empty())
    return fail(Fault::invalid, "a reason belongs to a refusal", "reason", "leave it out");
  OnwardShown answered;
  auto written =
      commit(node, answer.ask.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        auto ask = waiting_ask(transaction, answer.ask);
        if (!ask) return fail(ask);
        Permitting permitting(transaction, outgoing, actor);
        auto done = answer.permit ? permitting.permit(*std::move(ask))
                                  : permitting.refuse(*std::move(ask), answer.reason);
        if (!done) return fail(done);
        answered = shown(transaction, outgoing.directory(), *std::move(done));
        return {};
      });
  if (!written) return fail(written);
  return answered;
}

}  // namespace tansiq::node::acts

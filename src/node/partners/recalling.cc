#include "node/partners/recalling.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "exchange/exchange.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

/// Lets what a recall covers stand as recalled, at one partner or at all; its holders are who had any of it.
Result<Recalling> mark(store::Transaction& transaction, const exchange::Recall& recall,
                       std::optional<store::ServiceNumber> only) {
  std::vector<store::EnvelopeName> covered;
  base::Error problem;
  bool read_all = true;
  auto visited = transaction.exchange().visit_releases(recall.id, [&](const store::ReleaseView& release) {
    if (release.kind != exchange::Kind::record || release.fate == exchange::Fate::purged) return true;
    if (only && release.name.service != *only) return true;
    const auto originator = originator_of(release);
    if (!originator) {
      problem = originator.error();
      return read_all = false;
    }
    if (recall.covers(*originator, {std::string(release.id), std::string(release.version)}))
      covered.push_back(release.name);
    return true;
  });
  if (!visited) return fail(visited);
  if (!read_all) return tl::unexpected<base::Error>(problem);

  Recalling recalling;
  const std::string deadline = base::format_time(recall.deadline);
  std::set<store::ServiceNumber> holders;
  for (const auto& name : covered) {
    if (auto set =
            transaction.exchange_writer().set_fate(name, name.number, exchange::Fate::recalled, deadline);
        !set)
      return fail(set);
    holders.insert(name.service);
    ++recalling.releases;
  }
  recalling.holders.assign(holders.begin(), holders.end());
  return recalling;
}

/// Sends one signed recall to all who were given what it covers, and lets their releases stand as recalled.
Result<Recalling> reach(store::Transaction& transaction, Outgoing& outgoing, const exchange::Recall& recall,
                        const std::string& document, std::optional<store::ServiceNumber> only,
                        std::int64_t act, bool got_onward = false) {
  auto recalling = mark(transaction, recall, only);
  if (!recalling) return recalling;
  if (got_onward && recalling->holders.empty()) recalling->holders = {*only};
  for (const auto holder : recalling->holders) {
    exchange::Release order;
    order.kind = recall.kind();
    order.originator = recall.originator;
    order.copy = document;
    if (auto sent = outgoing.send(holder, std::move(order), act); !sent) return fail(sent);
  }
  return recalling;
}

}  // namespace

Result<Recalling> send_recall(store::Transaction& transaction, Outgoing& outgoing, const RecallOrder& order,
                              std::int64_t act) {
  const auto given = transaction.released(order.id);
  if (!given) return fail(given);
  if (!*given) return Recalling{};
  const auto key = outgoing.key();
  if (!key) return fail(key);
  exchange::Recall recall;
  recall.action = order.action;
  recall.originator = outgoing.directory().own()->service();
  recall.id = order.id;
  recall.versions = order.versions;
  std::sort(recall.versions.begin(), recall.versions.end());
  recall.versions.erase(std::unique(recall.versions.begin(), recall.versions.end()), recall.versions.end());
  recall.replacement = order.replacement;
  recall.reason = order.reason;
  recall.issued = transaction.now();
  recall.deadline = order.deadline;
  const std::string document = exchange::sign(**key, recall).text();
  // What a recipient would not read must not be sent.
  if (const auto readable = exchange::read_recall(document); !readable)
    return fail(Fault::invalid, readable.error().what, readable.error().where, readable.error().hint);
  return reach(transaction, outgoing, recall, document, order.recipient, act, order.got_onward);
}

Result<Recalling> pass_recall_on(store::Transaction& transaction, Outgoing& outgoing,
                                 const exchange::SignedRecall& recall, std::int64_t act) {
  return reach(transaction, outgoing, recall.recall, recall.document.text(), std::nullopt, act);
}

Result<Recalling> send_again(store::Transaction& transaction, Outgoing& outgoing,
                             const exchange::SignedRecall& recall, store::ServiceNumber partner,
                             std::int64_t act) {
  return reach(transaction, outgoing, recall.recall, recall.document.text(), partner, act);
}

Result<Recalling> mark_recalled(store::Transaction& transaction, const exchange::Recall& recall,
                                store::ServiceNumber partner) {
  return mark(transaction, recall, partner);
}

Result<std::vector<store::EnvelopeName>> kept_releases(store::Reader& reader,
                                                       const exchange::Recall& recall) {
  std::vector<store::EnvelopeName> kept;
  std::optional<base::Error> problem;
  const auto visited = reader.exchange().visit_releases(recall.id, [&](const store::ReleaseView& release) {
    if (release.kind != exchange::Kind::record || release.salt.empty()) return true;
    const auto originator = originator_of(release);
    if (!originator) problem = originator.error();
    if (originator && recall.covers(*originator, {std::string(release.id), std::string(release.version)}))
      kept.push_back(release.name);
    return !problem;
  });
  if (!visited) return fail(visited);
  if (problem) return tl::unexpected<base::Error>(*problem);
  return kept;
}

exchange::Fate fate_at(exchange::Fate fate, std::string_view reason, Time now) {
  if (fate != exchange::Fate::recalled) return fate;
  const auto deadline = base::parse_time(reason);
  return deadline && now > *deadline ? exchange::Fate::overdue : fate;
}

std::optional<Time> deadline_of(const store::ReleaseView& release) {
  if (release.fate != exchange::Fate::recalled) return std::nullopt;
  const auto deadline = base::parse_time(release.reason);
  return deadline ? std::optional(*deadline) : std::nullopt;
}

Result<exchange::ServiceId> originator_of(const store::ReleaseView& release) {
  const auto envelope = exchange::read_envelope(fmt::format(R"({{"body":{}}})", release.body));
  if (!envelope) return fail(envelope);
  return envelope->body.originator;
}

}  // namespace tansiq::node

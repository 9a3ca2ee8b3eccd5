#include "node/acts/redecide.h"

#include <algorithm>
#include <set>

#include "node/rules.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

/// Of the queue in one call, and of the objects of a partner that are put on it in one commit.
constexpr std::size_t at_once = 100;
constexpr std::size_t queued_at_once = 1000;

constexpr std::string_view actor = "node";
/// Until when the dates of agreements are on the queue.
constexpr std::string_view boundary_setting = "agreement-boundary";

/// Every object that this node ever released to a partner.
Result<> gather_released(store::Reader& reader, store::ServiceNumber partner, std::set<std::string>& ids) {
  const auto epochs = reader.exchange().epochs(partner);
  if (!epochs) return fail(epochs);
  for (const auto epoch : *epochs) {
    auto visited =
        reader.exchange().visit_outbox({partner, epoch, 0}, [&](const store::ReleaseView& release) {
          if (release.kind == exchange::Kind::record && !release.id.empty()) ids.emplace(release.id);
          return true;
        });
    if (!visited) return visited;
  }
  return {};
}

/// Objects about which a redecision of no object in particular is: those of everybody, since what others of a
/// cell were given may be for this partner too.
Result<std::set<std::string>> objects_of(Node& node) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  std::set<std::string> ids;
  for (const auto* peer : (*directory)->partners())
    if (auto gathered = gather_released(**reader, peer->number(), ids); !gathered) return fail(gathered);
  return ids;
}

/// Puts the next date at which an agreement begins or ends on the queue, once.
Result<> queue_boundary(store::Transaction& transaction, Outgoing& outgoing) {
  std::optional<Time> next;
  for (const auto& agreement : outgoing.directory().policy().agreements)
    for (const auto& date : {agreement.from, agreement.until})
      if (date && *date > transaction.now() && (!next || *date < *next)) next = date;
  if (!next) return {};
  const auto text = base::format_time(*next);
  const auto queued = transaction.setting(boundary_setting);
  if (!queued) return fail(queued);
  if (queued->has_value() && **queued == text) return {};
  if (auto put = transaction.put_setting(boundary_setting, text); !put) return put;
  return outgoing.queue(
      {.number = 0, .due = *next, .id = {}, .recipient = store::own_service, .cause = "agreement"});
}

/// Takes a redecision of no object in particular apart into one of each object.
Result<> spread(Node& node, const store::Redecision& all) {
  const auto ids = objects_of(node);
  if (!ids) return fail(ids);
  auto it = ids->begin();
  do {
    auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
      for (std::size_t count = 0; it != ids->end() && count < queued_at_once; ++it, ++count)
        if (auto queued = outgoing.queue({.number = 0,
                                          .due = transaction.now(),
                                          .id = *it,
                                          .recipient = all.recipient,
                                          .cause = all.cause});
            !queued)
          return queued;
      if (it != ids->end()) return {};
      if (auto queued = queue_boundary(transaction, outgoing); !queued) return queued;
      return transaction.exchange_writer().done(all.number);
    });
    if (!written) return written;
  } while (it != ids->end());
  return {};
}

Result<Anew> decide_one(Node& node, const store::Redecision& one) {
  Anew anew;
  const auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto only = one.recipient == store::own_service ? std::nullopt : std::optional(one.recipient);
    DecidingAnew deciding(transaction, outgoing, std::string(actor), one.cause);
    if (auto done = deciding.about(one.id, only); !done) return done;
    if (auto done = deciding.follow_standing_rules(one.id, only); !done) return done;
    const auto finished = deciding.finish();
    if (!finished) return fail(finished);
    anew = *finished;
    return transaction.exchange_writer().done(one.number);
  });
  if (!written) return fail(written);
  return anew;
}

}  // namespace

Result<Redecided> redecide(Node& node) {
  std::vector<store::Redecision> due;
  Redecided redecided;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    auto found = (*reader)->exchange().due(node.clock(), at_once);
    if (!found) return fail(found);
    due = std::move(*found);
  }
  for (const auto& one : due) {
    if (one.id.empty()) {
      if (auto spreading = spread(node, one); !spreading) return fail(spreading);
      continue;
    }
    const auto anew = decide_one(node, one);
    if (!anew) return fail(anew);
    redecided.anew += *anew;
  }
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto next = (*reader)->exchange().due(Time::max(), 1);
  if (!next) return fail(next);
  if (!next->empty()) redecided.next = next->front().due;
  redecided.more = redecided.next && *redecided.next <= node.clock();
  return redecided;
}

}  // namespace tansiq::node::acts

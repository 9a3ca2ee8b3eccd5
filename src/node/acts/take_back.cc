#include "node/acts/take_back.h"

#include <fmt/format.h>

#include "exchange/exchange.h"
#include "node/duty/thread_book.h"
#include "node/journaling.h"
#include "node/name_index.h"
#include "node/partners/erased_list.h"
#include "node/partners/pair_faults.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

constexpr std::string_view actor = "node";

/// What was handed back, checked against the backup.
struct Checked {
  exchange::Outbox backup;
  Result<exchange::TakenBack> taken;
  exchange::ServiceId service{};
  exchange::Erasures erased;
};

Result<Checked> check(Node& node, store::ServiceNumber partner, std::string_view head,
                      std::span<const std::string> envelopes) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto* own = (*directory)->own();
  const auto* peer = (*directory)->find(partner);
  if (own == nullptr || !own->cards || peer == nullptr || !peer->lost_epoch)
    return fail(Fault::not_found, "nothing is to be taken back from this partner");
  const auto backup = (*reader)->exchange().outbox(partner, *peer->lost_epoch);
  if (!backup) return fail(backup);
  const auto chain_at = [&](std::uint64_t number) {
    std::optional<base::Digest> chain;
    static_cast<void>((*reader)->exchange().visit_outbox({partner, backup->epoch, number - 1},
                                                         [&](const store::ReleaseView& release) {
                                                           if (release.name.number == number)
                                                             chain = release.chain;
                                                           return false;
                                                         }));
    return chain;
  };
  auto erased = erased_list(node, **directory);
  if (!erased) return fail(erased);
  return Checked{*backup, exchange::take_back(*backup, head, envelopes, *own->cards, chain_at),
                 peer->service(), *std::move(erased)};
}

/// What cannot be believed is said where officers look.
Result<> note_wrong(Node& node, const exchange::ServiceId& service, const base::Error& error) {
  return node.store.write(0, [&](store::Transaction& transaction) -> Result<> {
    const auto faults = pair_faults(transaction, exchange::to_text(service));
    if (!faults) return fail(faults);
    for (const auto& named : *faults) {
      if (!named.fault.stands() || named.fault.word != pair_fault::restored) continue;
      auto fault = named.fault;
      fault.detail = error.what;
      return note_fault(transaction, service, std::move(fault), 0).map([](Noted) {});
    }
    return {};
  });
}

Result<> clear(store::Transaction& transaction, const exchange::ServiceId& service, std::int64_t act) {
  const auto text = exchange::to_text(service);
  if (auto removed = remove_paper(transaction, paper::lost_epoch, text, 1); !removed) return removed;
  const auto faults = pair_faults(transaction, text);
  if (!faults) return fail(faults);
  for (const auto& named : *faults)
    if (named.fault.stands() && named.fault.word == pair_fault::restored)
      if (auto cleared = mark_cleared(transaction, service, named.fault.paper, std::string(actor), act);
          !cleared)
        return fail(cleared);
  return {};
}

}  // namespace

Result<PutBack> take_back(Node& node, store::ServiceNumber partner, std::string_view head,
                          std::span<const std::string> envelopes) {
  const auto checked = check(node, partner, head, envelopes);
  if (!checked) return fail(checked);
  if (!checked->taken) {
    if (auto noted = note_wrong(node, checked->service, checked->taken.error()); !noted) return fail(noted);
    return fail(checked->taken);
  }
  std::size_t bytes = 0;
  for (const auto& envelope : envelopes) bytes += envelope.size();
  PutBack put;
  auto written = commit(node, bytes, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto* peer = outgoing.directory().find(partner);
    if (peer == nullptr || peer->lost_epoch != checked->backup.epoch)
      return fail(Fault::not_found, "nothing is to be taken back from this partner");
    Actor node_itself;
    node_itself.name = actor;
    const auto& end = checked->taken->end;
    const auto act = transaction.append(
        entry_of(node_itself, rules::take_back, exchange::to_text(peer->service()),
                 fmt::format("{}, epoch {}: the backup ends at {}, the partner holds up to {}", peer->label(),
                             end.epoch, checked->backup.number, end.number)));
    if (!act) return fail(act);
    auto done =
        put_back(transaction, outgoing, *peer, checked->backup, *checked->taken, checked->erased, *act);
    if (!done) return fail(done);
    put = *std::move(done);
    outgoing.say({.what = Happening::What::cleared,
                  .partner = peer->label(),
                  .detail = std::string(pair_fault::restored)});
    return clear(transaction, peer->service(), *act);
  });
  if (!written) return fail(written);
  for (const auto& id : put.erased) {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto records = (*reader)->collection("records");
    if (!records) return fail(records);
    if (node.name_index && records->has_value())
      if (auto forgotten = node.name_index->forget((*records)->number, id); !forgotten)
        return fail(forgotten);
    if (makes_threads(id)) node.threads->forget();
  }
  return put;
}

}  // namespace tansiq::node::acts

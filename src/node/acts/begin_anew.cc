#include "node/acts/begin_anew.h"

#include <fmt/format.h>

#include "exchange/ids.h"
#include "node/journaling.h"
#include "node/partners/outgoing.h"
#include "node/partners/pair_faults.h"
#include "node/partners/papers.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

constexpr std::string_view actor = "node";

PairFault waiting_for(const Peer& partner) {
  PairFault fault;
  fault.word = pair_fault::restored;
  fault.detail = "what it holds of the time since the backup is not taken back yet";
  fault.sentence = fmt::format(
      "This node was restored from a backup. It asks this partner for what was released to it since, and "
      "serves "
      "it nothing before; once the partner's node answers that goes by itself. Where it never will, or holds "
      "another history, an administrator lets this node go on without: tansiq fault clear {} NUMBER --reason "
      "...",
      partner.label());
  fault.needs_officer = true;
  return fault;
}

}  // namespace

Result<std::size_t> begin_anew(Node& node) {
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto restored = (*reader)->setting(store::restored_setting);
    if (!restored) return fail(restored);
    if (restored->value_or(std::string()).empty()) return std::size_t{0};
  }
  std::size_t partners = 0;
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    partners = 0;
    const auto epoch = transaction.setting(store::restored_setting);
    if (!epoch) return fail(epoch);
    journal::Act act;
    act.act = rules::begin_anew.act;
    act.actor = actor;
    act.subject = "store";
    act.detail = fmt::format("a backup of epoch {} was restored", epoch->value_or("?"));
    const auto entry = transaction.append(act);
    if (!entry) return fail(entry);
    for (const auto* peer : outgoing.directory().partners()) {
      if (peer->is_reader() || !peer->cards) continue;
      ++partners;
      // Of a restore before this one, in whose epoch nobody was served yet.
      if (peer->lost_epoch) continue;
      const auto service = exchange::to_text(peer->service());
      if (auto put = put_paper(
              transaction, {std::string(paper::lost_epoch), service, 1, epoch->value_or("1"), {}, *entry});
          !put)
        return put;
      if (auto noted = note_fault(transaction, peer->service(), waiting_for(*peer), *entry); !noted)
        return fail(noted);
      outgoing.say({.what = Happening::What::fault,
                    .partner = peer->label(),
                    .detail = std::string(pair_fault::restored)});
    }
    return transaction.put_setting(store::restored_setting, "");
  });
  if (!written) return fail(written);
  return partners;
}

}  // namespace tansiq::node::acts

#include "node/acts/seal_journal.h"

#include "node/journaling.h"
#include "node/proof/journal_log.h"
#include "node/proof/sealing.h"

namespace tansiq::node::acts {

using base::fail;

Result<std::uint64_t> seal_journal(Node& node) {
  KeptSeal kept;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    if (!(*directory)->has_identity() || sealed_for(**directory).empty()) return std::uint64_t{0};
    const auto signer = journal_signer(node, **reader, **directory);
    if (!signer) return fail(signer);
    const auto end = node.journal_log->end(node.store);
    if (!end) return fail(end);
    kept.checkpoint = {signer->origin, end->size, end->root, end->chain, node.clock()};
    kept.note = signer->sign(kept.checkpoint);
    kept.salt = base::random_bytes(exchange::salt_size);
    kept.seal.service = (*directory)->own()->service();
    kept.seal.epoch = signer->epoch;
    kept.seal.seal = exchange::commitment_of(kept.salt, kept.note.render());
    kept.seal.time = kept.checkpoint.time;
  }
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto key = outgoing.key();
    if (!key) return fail(key);
    const auto last = last_seal(transaction);
    if (!last) return fail(last);
    kept.seal.number = *last + 1;
    kept.document = exchange::sign(**key, kept.seal);
    journal::Act entry;
    entry.act = rules::seal_journal.act;
    entry.actor = "node";
    entry.subject = std::to_string(kept.seal.number);
    const auto act = transaction.append(entry);
    if (!act) return fail(act);
    if (auto put = keep_seal(transaction, kept, *act); !put) return put;
    for (const auto* peer : sealed_for(outgoing.directory())) {
      exchange::Release release;
      release.kind = exchange::Kind::seal;
      release.originator = kept.seal.service;
      release.copy = kept.document.text();
      if (auto sent = outgoing.send(peer->number(), std::move(release), *act); !sent) return fail(sent);
    }
    return {};
  });
  if (!written) return fail(written);
  return kept.seal.number;
}

}  // namespace tansiq::node::acts

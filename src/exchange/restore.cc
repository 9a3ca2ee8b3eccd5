#include "exchange/restore.h"

#include <algorithm>
#include <fmt/format.h>

namespace tansiq::exchange {

std::uint64_t next_epoch(std::uint64_t backup, std::chrono::seconds now) {
  return std::max(backup + 1, static_cast<std::uint64_t>(std::max<std::int64_t>(now.count(), 1)));
}

Result<TakenBack> take_back(const Outbox& backup, std::string_view head,
                            std::span<const std::string> envelopes, const CardChain& mine,
                            const ChainAt& chain_at) {
  TakenBack taken;
  if (head.empty() && envelopes.empty()) {
    taken.end = Outbox::begin(backup.sender, backup.recipient, backup.epoch);
    return taken;
  }
  const auto last = read_head(head);
  if (!last) return base::fail(last);
  if (last->head.sender != backup.sender || last->head.recipient != backup.recipient ||
      last->head.epoch != backup.epoch)
    return base::fail(Fault::invalid, "the head of another outbox or epoch", "head");
  const auto& key_id = last->document.signature.key;
  const auto key = mine.key(key_id);
  if (!key || mine.standing(key_id) == KeyStanding::revoked)
    return base::fail(Fault::forbidden, "the head is not signed with a trusted key of this service", "head");
  if (auto ok = verify(last->document, *key); !ok) return base::fail(ok);

  if (last->head.number < backup.number && envelopes.empty()) {
    taken.end = backup;
    taken.end.number = last->head.number;
    taken.end.chain = last->head.chain;
    const auto held = last->head.number == 0
                          ? std::optional(genesis(backup.sender, backup.recipient, backup.epoch))
                          : chain_at(last->head.number);
    if (held == last->head.chain) return taken;
    return base::fail(Fault::conflict, "the head is not of the backup's history", "head",
                      "it belongs to another history: an administrator decides");
  }
  taken.end = backup;
  for (const auto& text : envelopes) {
    auto envelope = read_envelope(text);
    if (!envelope) return base::fail(envelope);
    const Body& body = envelope->body;
    if (body.sender != backup.sender || body.recipient != backup.recipient || body.epoch != backup.epoch)
      return base::fail(Fault::invalid, "an envelope of another outbox or epoch", "envelope");
    if (body.number != taken.end.number + 1)
      return base::fail(Fault::invalid,
                        fmt::format("number {} where {} comes next", body.number, taken.end.number + 1),
                        "envelope/number");
    if (body.previous != taken.end.chain)
      return base::fail(Fault::conflict,
                        fmt::format("number {} does not follow what the backup holds", body.number),
                        "envelope/previous", "it belongs to another history: an administrator decides");
    if (auto ok = check_content(*envelope); !ok) return base::fail(ok);
    taken.end.number = body.number;
    taken.end.chain = envelope->chain();
    if ((body.kind == Kind::recall || body.kind == Kind::erase) && envelope->content)
      taken.orders.push_back(envelope->content->copy);
    taken.envelopes.push_back(*std::move(envelope));
  }
  if (taken.end.number != last->head.number || taken.end.chain != last->head.chain)
    return base::fail(Fault::conflict, "the envelopes do not lead to the head", "head",
                      "it belongs to another history: an administrator decides");
  return taken;
}

}  // namespace tansiq::exchange

#include "exchange/restore.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "stix/json/write.h"

namespace tansiq::exchange {
namespace {

constexpr std::size_t most_pieces_envelopes = 100'000;

}  // namespace

std::uint64_t next_epoch(std::uint64_t backup, std::span<const std::uint64_t> seen_by_partners, Time now) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  std::uint64_t epoch = std::max(backup + 1, static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 1)));
  for (const auto seen : seen_by_partners) epoch = std::max(epoch, seen + 1);
  return epoch;
}

std::string render(const Handback& handback) {
  std::vector<std::string> quoted(handback.envelopes.size());
  for (std::size_t i = 0; i < quoted.size(); ++i) json::append_string(quoted[i], handback.envelopes[i]);
  Writer writer;
  writer.raws("envelopes", quoted).number("epoch", handback.epoch);
  if (!handback.head.empty()) writer.text("head", handback.head);
  return writer.number("protocol", protocol).finish();
}

Result<Handback> read_handback(std::string_view text) {
  Handback handback;
  const auto done = read_json(text, most_copy_bytes, [&](const json::Value& top) {
    Fields fields(top, "handback");
    for (const auto& item : fields.list("envelopes", most_pieces_envelopes)) {
      if (!item.is(json::Kind::string)) {
        fields.wrong("envelopes", "not strings");
        break;
      }
      handback.envelopes.emplace_back(item.text());
    }
    handback.epoch = fields.number("epoch", 1);
    handback.head = fields.text_if("head", most_head_bytes);
    if (fields.number("protocol", 1) != protocol)
      fields.wrong("protocol", "another version", {}, Fault::unsupported);
    return fields.finish();
  });
  if (!done) return base::fail(done);
  return handback;
}

std::vector<Handback> pieces_of(std::uint64_t epoch, std::span<const std::string> envelopes, std::string head,
                                std::size_t most_bytes) {
  std::vector<Handback> pieces(1);
  pieces.back().epoch = epoch;
  std::size_t bytes = 0;
  for (const auto& envelope : envelopes) {
    if (bytes > 0 && bytes + envelope.size() > most_bytes) {
      pieces.emplace_back().epoch = epoch;
      bytes = 0;
    }
    bytes += envelope.size();
    pieces.back().envelopes.push_back(envelope);
  }
  pieces.back().head = std::move(head);
  return pieces;
}

Result<TakenBack> take_back(const Outbox& backup, std::string_view head,
                            std::span<const std::string> envelopes, const CardChain& mine) {
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

  TakenBack taken;
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

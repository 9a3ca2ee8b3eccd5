#include "exchange/strand.h"

#include <fmt/format.h>

namespace tansiq::exchange {

using base::fail;
using base::Fault;

namespace {

constexpr std::size_t most_strand_bytes = std::size_t{16} << 20;

/// Whether the envelopes from the second on follow the one before.
Result<> follow_each_other(const std::vector<Envelope>& envelopes) {
  for (std::size_t i = 0; i < envelopes.size(); ++i) {
    const auto& body = envelopes[i].body;
    const auto broken = [&](std::string_view what) {
      return fail(Fault::invalid, std::string(what), fmt::format("number {}", body.number));
    };
    if (auto content = check_content(envelopes[i]); !content) return broken(content.error().what);
    if (i == 0) continue;
    const auto& before = envelopes[i - 1];
    if (body.sender != before.body.sender || body.recipient != before.body.recipient ||
        body.epoch != before.body.epoch)
      return broken("it is of another outbox");
    if (body.number != before.body.number + 1 || body.previous != before.chain())
      return broken("it does not follow the one before");
  }
  return {};
}

}  // namespace

std::string render(const Strand& strand) {
  std::vector<std::string> envelopes;
  envelopes.reserve(strand.envelopes.size());
  for (const auto& envelope : strand.envelopes) envelopes.push_back(envelope.text());
  Writer writer;
  writer.raws("envelopes", envelopes);
  if (strand.head) writer.raw("head", strand.head->text());
  return writer.finish();
}

Result<Strand> read_strand(std::string_view text) {
  Strand strand;
  const auto done = read_json(text, most_strand_bytes, [&](const json::Value& top) -> Result<> {
    Fields fields(top, "strand");
    for (const auto& item : fields.list("envelopes", most_strand_envelopes)) {
      auto envelope = read_envelope(canonical_of(item));
      if (!envelope) return fail(envelope);
      strand.envelopes.push_back(*std::move(envelope));
    }
    if (strand.envelopes.empty()) fields.wrong("envelopes", "there is none");
    if (fields.has("head")) {
      if (const auto* head = fields.object("head")) {
        auto read = read_head(canonical_of(*head));
        if (!read) return fail(read);
        strand.head = std::move(read->document);
      }
    }
    return fields.finish();
  });
  if (!done) return fail(done);
  return strand;
}

Result<VerifiedStrand> verify(const Strand& strand, const CardChain& sender) {
  if (strand.envelopes.empty()) return fail(Fault::invalid, "there is no envelope");
  if (auto follow = follow_each_other(strand.envelopes); !follow) return fail(follow);
  const auto& last = strand.envelopes.back();
  VerifiedStrand verified{last.body.sender, last.body.recipient, last.body.epoch, last.chain(), {}};
  if (verified.sender != sender.service())
    return fail(Fault::invalid, "it is of another sender than its cards");
  if (!strand.head) return verified;
  const auto read = read_head(strand.head->text());
  if (!read) return fail(read);
  const auto& head = read->head;
  if (head.sender != verified.sender || head.recipient != verified.recipient ||
      head.epoch != verified.epoch || head.number != last.body.number || head.chain != verified.chain)
    return fail(Fault::invalid, "the head names something else", fmt::format("number {}", head.number));
  const auto key = sender.before_revocations().key(strand.head->signature.key);
  if (!key) return fail(Fault::invalid, "no card names the key of the head");
  if (auto holds = verify(*strand.head, *key); !holds)
    return fail(Fault::invalid, "the head is not signed by its sender");
  verified.head = head;
  return verified;
}

}  // namespace tansiq::exchange

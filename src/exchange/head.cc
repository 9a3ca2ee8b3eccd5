#include "exchange/head.h"

namespace tansiq::exchange {

Head head_of(const Outbox& outbox, std::uint64_t card, Time now) {
  return {outbox.sender, outbox.recipient, outbox.epoch, outbox.number, outbox.chain, card, now};
}

std::string render(const Head& head) {
  return Writer{}
      .number("card", head.card)
      .digest("chain", head.chain)
      .number("epoch", head.epoch)
      .number("number", head.number)
      .number("protocol", protocol)
      .digest("recipient", head.recipient)
      .digest("sender", head.sender)
      .time("time", head.time)
      .finish();
}

Document sign(const SigningKey& key, const Head& head) {
  return sign(key, context::head, render(head));
}

Result<SignedHead> read_head(std::string_view text) {
  SignedHead signed_head;
  Head& head = signed_head.head;
  auto document = read_document(text, context::head, most_head_bytes, [&](const json::Value& body) {
    Fields fields(body, "head");
    head.card = fields.number("card", 1);
    head.chain = fields.digest("chain");
    head.epoch = fields.number("epoch", 1);
    head.number = fields.number("number");
    if (fields.number("protocol", 1) != protocol)
      fields.wrong("protocol", "another version", {}, Fault::unsupported);
    head.recipient = fields.digest("recipient");
    head.sender = fields.digest("sender");
    head.time = fields.time("time");
    return fields.finish();
  });
  if (!document) return base::fail(document);
  signed_head.document = *std::move(document);
  return signed_head;
}

}  // namespace tansiq::exchange

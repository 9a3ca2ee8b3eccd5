#include "exchange/seal.h"

namespace tansiq::exchange {

std::string render(const Seal& seal) {
  return Writer{}
      .number("epoch", seal.epoch)
      .number("number", seal.number)
      .number("protocol", protocol)
      .digest("seal", seal.seal)
      .digest("service", seal.service)
      .time("time", seal.time)
      .finish();
}

Document sign(const SigningKey& key, const Seal& seal) {
  return sign(key, context::seal, render(seal));
}

Result<SignedSeal> read_seal(std::string_view text) {
  SignedSeal read;
  auto document = read_document(text, context::seal, most_seal_bytes, [&](const json::Value& body) {
    Fields fields(body, "seal");
    read.seal.epoch = fields.number("epoch", 1);
    read.seal.number = fields.number("number", 1);
    if (fields.number("protocol", 1) != protocol)
      fields.wrong("protocol", "another version", {}, base::Fault::unsupported);
    read.seal.seal = fields.digest("seal");
    read.seal.service = fields.digest("service");
    read.seal.time = fields.time("time");
    return fields.finish();
  });
  if (!document) return base::fail(document);
  read.document = *std::move(document);
  return read;
}

}  // namespace tansiq::exchange

#include "exchange/permission.h"

namespace tansiq::exchange {
namespace {

constexpr std::size_t most_reason = 500;

void read_protocol(Fields& fields) {
  if (fields.number("protocol", 1) != protocol)
    fields.wrong("protocol", "another version", {}, Fault::unsupported);
}

}  // namespace

std::string render(const Ask& ask) {
  return Writer{}
      .digest("commitment", ask.commitment)
      .number("epoch", ask.epoch)
      .number("number", ask.number)
      .digest("originator", ask.originator)
      .number("protocol", protocol)
      .text("reason", ask.reason)
      .digest("recipient", ask.recipient)
      .finish();
}

Result<Ask> read_ask(std::string_view text) {
  Ask ask;
  const auto done = read_json(text, most_permission_bytes, [&](const json::Value& top) {
    Fields fields(top, "ask");
    ask.commitment = fields.digest("commitment");
    ask.epoch = fields.number("epoch", 1);
    ask.number = fields.number("number", 1);
    ask.originator = fields.digest("originator");
    read_protocol(fields);
    ask.reason = fields.text("reason", most_reason, true);
    ask.recipient = fields.digest("recipient");
    return fields.finish();
  });
  if (!done) return base::fail(done);
  return ask;
}

std::string render(const Answer& answer) {
  Writer writer;
  writer.number("epoch", answer.epoch).number("number", answer.number);
  if (answer.permission) writer.raw("permission", answer.permission->text());
  writer.number("protocol", protocol);
  if (!answer.permission) writer.text("reason", answer.reason);
  return writer.digest("recipient", answer.recipient).finish();
}

Result<Answer> read_answer(std::string_view text) {
  Answer answer;
  const auto done = read_json(text, 2 * most_permission_bytes, [&](const json::Value& top) {
    Fields fields(top, "answer");
    answer.epoch = fields.number("epoch", 1);
    answer.number = fields.number("number", 1);
    if (fields.has("permission")) {
      if (const auto* permission = fields.object("permission")) {
        auto document = read_document(canonical_of(*permission), context::permission, most_permission_bytes,
                                      [](const json::Value&) -> Result<> { return {}; });
        if (document) {
          answer.permission = *std::move(document);
        } else {
          fields.wrong("permission", document.error().text(), {}, document.error().fault);
        }
      }
    } else {
      answer.reason = fields.text("reason", most_reason, true);
    }
    read_protocol(fields);
    answer.recipient = fields.digest("recipient");
    return fields.finish();
  });
  if (!done) return base::fail(done);
  return answer;
}

std::string render(const Permission& permission) {
  return Writer{}
      .digest("commitment", permission.commitment)
      .digest("holder", permission.holder)
      .time("issued", permission.issued)
      .digest("originator", permission.originator)
      .number("protocol", protocol)
      .digest("recipient", permission.recipient)
      .finish();
}

Document sign(const SigningKey& key, const Permission& permission) {
  return sign(key, context::permission, render(permission));
}

Result<Permission> read_permission(const Document& document) {
  Permission permission;
  const auto done = read_json(document.body, most_permission_bytes, [&](const json::Value& body) {
    Fields fields(body, "permission");
    permission.commitment = fields.digest("commitment");
    permission.holder = fields.digest("holder");
    permission.issued = fields.time("issued");
    permission.originator = fields.digest("originator");
    read_protocol(fields);
    permission.recipient = fields.digest("recipient");
    return fields.finish();
  });
  if (!done) return base::fail(done);
  return permission;
}

}  // namespace tansiq::exchange

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
    ask.originator = fields.digest("originator");
    read_protocol(fields);
    ask.reason = fields.text("reason", most_reason);
    ask.recipient = fields.digest("recipient");
    return fields.finish();
  });
  if (!done) return base::fail(done);
  return ask;
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

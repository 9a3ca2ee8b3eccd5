#include "exchange/envelope.h"

#include <cassert>
#include <fmt/format.h>

#include "exchange/permission.h"
#include "stix/json/write.h"

namespace tansiq::exchange {
namespace {

constexpr std::array<std::string_view, kind_count> kind_names = {
    "record", "recall", "erase", "receipt", "ask", "permission", "cell", "activity", "seal"};

constexpr std::size_t most_id_bytes = 300;
constexpr std::size_t most_version_bytes = 40;

void read_attachments(Fields& fields, Body& body) {
  for (const auto& item : fields.list("attachments", most_attachments)) {
    Fields inner(item, "attachment");
    Attachment attachment;
    attachment.commitment = inner.digest("commitment");
    attachment.size = inner.number("size");
    if (auto ok = inner.finish(); !ok) fields.wrong("attachments", ok.error().text(), {}, ok.error().fault);
    body.attachments.push_back(attachment);
  }
  if (body.attachments.empty()) fields.wrong("attachments", "empty", "leave it out");
}

Result<> read_body(const json::Value& value, Body& body) {
  Fields fields(value, "envelope");
  if (fields.has("attachments")) read_attachments(fields, body);
  body.cell = fields.digest_if("cell");
  body.commitment = fields.digest("commitment");
  if (fields.has("conditions")) {
    if (const auto* conditions = fields.object("conditions")) body.conditions = canonical_of(*conditions);
    if (body.conditions.size() > most_conditions_bytes)
      fields.wrong("conditions", "too long", {}, Fault::too_large);
  }
  body.epoch = fields.number("epoch", 1);
  const auto kind = kind_named(fields.text("kind", 32));
  body.number = fields.number("number", 1);
  body.originator = fields.digest("originator");
  if (fields.has("permission")) {
    if (const auto* permission = fields.object("permission")) {
      auto document = read_document(canonical_of(*permission), context::permission, most_permission_bytes,
                                    [](const json::Value&) -> Result<> { return {}; });
      if (document) {
        body.permission = *std::move(document);
      } else {
        fields.wrong("permission", document.error().text(), {}, document.error().fault);
      }
    }
  }
  body.previous = fields.digest("previous");
  if (fields.number("protocol", 1) != protocol)
    fields.wrong("protocol", "another version", {}, Fault::unsupported);
  body.recipient = fields.digest("recipient");
  body.record = fields.digest_if("record");
  body.sender = fields.digest("sender");
  if (kind) {
    body.kind = *kind;
    if (body.record.has_value() != (body.kind == Kind::record))
      fields.wrong("record", "stands in every envelope of kind record and in no other");
    if (!body.attachments.empty() && body.kind != Kind::record)
      fields.wrong("attachments", "only records have any");
  } else {
    fields.wrong("kind", kind.error().what, kind.error().hint, kind.error().fault);
  }
  return fields.finish();
}

Result<> read_content(const json::Value& value, Content& content) {
  Fields fields(value, "content");
  content.copy = fields.text("copy", most_copy_bytes, true);
  if (fields.has("record")) {
    if (const auto* record = fields.object("record")) {
      Fields inner(*record, "content/record");
      RecordKey key;
      key.id = inner.text("id", most_id_bytes);
      key.version = inner.text("version", most_version_bytes);
      if (auto ok = inner.finish(); !ok) return ok;
      content.record = std::move(key);
    }
  }
  content.salt = fields.bytes("salt", salt_size);
  return fields.finish();
}

}  // namespace

std::string_view name_of(Kind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

Result<Kind> kind_named(std::string_view name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i)
    if (kind_names[i] == name) return static_cast<Kind>(i);
  return base::fail(Fault::unsupported, "unknown kind of envelope", {},
                    "this node is older than the sender's format; update it");
}

bool passes_suspension(Kind kind) {
  return kind == Kind::recall || kind == Kind::erase;
}

bool may_reach_observer(Kind kind) {
  return kind == Kind::activity || kind == Kind::cell || kind == Kind::receipt;
}

std::string Envelope::text() const {
  Writer writer;
  writer.raw("body", bytes);
  if (content) {
    Writer inner;
    inner.text("copy", content->copy);
    if (content->record)
      inner.raw("record",
                Writer{}.text("id", content->record->id).text("version", content->record->version).finish());
    inner.bytes("salt", content->salt);
    writer.raw("content", inner.finish());
  }
  return writer.finish();
}

Digest genesis(const ServiceId& sender, const ServiceId& recipient, std::uint64_t epoch) {
  std::string bytes;
  bytes += base::view(sender);
  bytes += base::view(recipient);
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(epoch >> shift & 0xff);
  return hash_of(context::outbox, bytes);
}

Digest commitment_to_key(std::string_view salt, const RecordKey& key) {
  std::string bytes;
  bytes.reserve(salt.size() + key.id.size() + key.version.size() + 1);
  bytes += salt;
  bytes += key.id;
  bytes += '\0';
  bytes += key.version;
  return hash_of(context::record, bytes);
}

std::string render(const Body& body) {
  Writer writer;
  if (!body.attachments.empty()) {
    std::vector<std::string> items;
    for (const auto& attachment : body.attachments)
      items.push_back(
          Writer{}.digest("commitment", attachment.commitment).number("size", attachment.size).finish());
    writer.raws("attachments", items);
  }
  if (body.cell) writer.digest("cell", *body.cell);
  writer.digest("commitment", body.commitment);
  if (!body.conditions.empty()) writer.raw("conditions", body.conditions);
  writer.number("epoch", body.epoch).text("kind", name_of(body.kind)).number("number", body.number);
  writer.digest("originator", body.originator);
  if (body.permission) writer.raw("permission", body.permission->text());
  writer.digest("previous", body.previous).number("protocol", protocol).digest("recipient", body.recipient);
  if (body.record) writer.digest("record", *body.record);
  return writer.digest("sender", body.sender).finish();
}

Result<Envelope> read_envelope(std::string_view text) {
  Envelope envelope;
  const auto done = read_json(text, most_envelope_bytes, [&](const json::Value& top) -> Result<> {
    Fields fields(top, "envelope");
    const auto* body = fields.object("body");
    const bool has_content = fields.has("content");
    const auto* content = has_content ? fields.object("content") : nullptr;
    if (auto ok = fields.finish(); !ok) return ok;
    if (auto ok = read_body(*body, envelope.body); !ok) return ok;
    envelope.bytes = canonical_of(*body);
    if (!has_content) return {};
    envelope.content.emplace();
    if (auto ok = read_content(*content, *envelope.content); !ok) return ok;
    if (envelope.content->record.has_value() != (envelope.body.kind == Kind::record))
      return base::fail(Fault::invalid, "a record's key stands in every record and in nothing else",
                        "content/record");
    return {};
  });
  if (!done) return base::fail(done);
  return envelope;
}

Result<> check_content(const Envelope& envelope) {
  if (!envelope.content) return {};
  const auto& content = *envelope.content;
  if (commitment_of(content.salt, content.copy) != envelope.body.commitment)
    return base::fail(Fault::invalid, "the copy is not what the envelope commits to", "content/copy");
  if (envelope.body.record && content.record &&
      commitment_to_key(content.salt, *content.record) != *envelope.body.record)
    return base::fail(Fault::invalid, "the record's key is not what the envelope commits to",
                      "content/record");
  return {};
}

Outbox Outbox::begin(const ServiceId& sender, const ServiceId& recipient, std::uint64_t epoch) {
  return {sender, recipient, epoch, 0, genesis(sender, recipient, epoch)};
}

Envelope Outbox::append(Release release, std::string salt) {
  assert(salt.size() == salt_size);
  assert(release.record.has_value() == (release.kind == Kind::record));
  Envelope envelope;
  Body& body = envelope.body;
  body.kind = release.kind;
  body.sender = sender;
  body.originator = release.originator;
  body.recipient = recipient;
  body.cell = release.cell;
  body.epoch = epoch;
  body.number = ++number;
  body.previous = chain;
  body.commitment = commitment_of(salt, release.copy);
  if (release.record) body.record = commitment_to_key(salt, *release.record);
  body.conditions = std::move(release.conditions);
  body.permission = std::move(release.permission);
  body.attachments = std::move(release.attachments);
  envelope.bytes = render(body);
  envelope.content = Content{std::move(salt), std::move(release.copy), std::move(release.record)};
  chain = envelope.chain();
  return envelope;
}

}  // namespace tansiq::exchange

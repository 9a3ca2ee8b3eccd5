#include "node/acts/payload.h"

#include <boost/json.hpp>

#include "node/journaling.h"
#include "stix/report.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

std::string text_in(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

Result<boost::json::object> parsed(const std::string& bytes) {
  boost::system::error_code code;
  auto value = boost::json::parse(bytes, code);
  if (code || !value.is_object()) return fail(Fault::internal, "a stored record is no JSON object");
  return std::move(value.get_object());
}

/// The one artifact among the references of a report.
Result<std::string> artifact_of(const HeldRecord& report) {
  const auto object = parsed(report.bytes);
  if (!object) return fail(object);
  std::string artifact;
  const auto* references = object->if_contains("object_refs");
  if (references != nullptr && references->is_array()) {
    for (const auto& reference : references->get_array()) {
      const auto* id = reference.if_string();
      if (id == nullptr || !std::string_view(id->data(), id->size()).starts_with("artifact--")) continue;
      if (!artifact.empty())
        return fail(Fault::conflict, "the report refers to several artifacts", "id",
                    "ask for one of them by its own id");
      artifact = *id;
    }
  }
  if (artifact.empty()) return fail(Fault::not_found, "the report refers to no artifact", "id");
  return artifact;
}

}  // namespace

Result<Payload> payload(Node& node, const Actor& actor, const Which& which) {
  if (auto may = permit(actor, rules::consult); !may) return fail(may);
  const auto match = match_of(which.version);
  if (!match) return fail(match);
  if (auto entered = enter(node, entry_of(actor, rules::consult, which.id, "payload")); !entered)
    return fail(entered);

  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto where = holder_of(**reader, actor, which.collection, which.id, Need::read);
  if (!where) return fail(where);
  const std::int64_t collection = where->collection.number;
  const auto review = current_at(node.clock());
  auto record = load(**reader, collection, which.id, *match, true, review);
  if (!record) return fail(record);
  if (record->has_value() && (*record)->type == "report") {
    const auto artifact = artifact_of(**record);
    if (!artifact) return fail(artifact);
    record = load(**reader, collection, *artifact, {}, true, review);
    if (!record) return fail(record);
  }
  if (!record->has_value()) return not_held(which.id);

  stix::Object object;
  object.id = (*record)->id;
  object.type = (*record)->type;
  object.bytes = (*record)->bytes;
  auto bytes = stix::payload_of(object);
  if (!bytes) return fail(bytes);
  const auto properties = parsed(object.bytes);
  if (!properties) return fail(properties);
  return Payload{object.id, text_in(*properties, "mime_type"), std::move(*bytes)};
}

}  // namespace tansiq::node::acts

#include "exchange/recall.h"

#include <algorithm>
#include <set>

namespace tansiq::exchange {
namespace {

constexpr std::string_view action_names[] = {"purge", "replace", "erase"};
constexpr std::size_t most_id = 300;
constexpr std::size_t most_version = 40;
constexpr std::size_t most_reason = 500;

}  // namespace

std::string_view name_of(Recall::Action action) {
  return action_names[static_cast<std::size_t>(action)];
}

bool Recall::covers(const ServiceId& whose, const RecordKey& key) const {
  if (whose != originator || key.id != id || (action == Action::replace && key.version == replacement))
    return false;
  return versions.empty() || std::binary_search(versions.begin(), versions.end(), key.version);
}

std::string render(const Recall& recall) {
  Writer writer;
  writer.text("action", name_of(recall.action)).time("deadline", recall.deadline).text("id", recall.id);
  writer.time("issued", recall.issued).digest("originator", recall.originator).number("protocol", protocol);
  if (!recall.reason.empty()) writer.text("reason", recall.reason);
  if (!recall.replacement.empty()) writer.text("replacement", recall.replacement);
  return writer.texts("versions", recall.versions).finish();
}

Document sign(const SigningKey& key, const Recall& recall) {
  return sign(key, context::recall, render(recall));
}

Result<SignedRecall> read_recall(std::string_view text) {
  SignedRecall signed_recall;
  Recall& recall = signed_recall.recall;
  auto document = read_document(text, context::recall, most_recall_bytes, [&](const json::Value& body) {
    Fields fields(body, "recall");
    const auto action = fields.text("action", 16);
    recall.deadline = fields.time("deadline");
    recall.id = fields.text("id", most_id);
    recall.issued = fields.time("issued");
    recall.originator = fields.digest("originator");
    if (fields.number("protocol", 1) != protocol)
      fields.wrong("protocol", "another version", {}, Fault::unsupported);
    recall.reason = fields.text_if("reason", most_reason);
    recall.replacement = fields.text_if("replacement", most_version);
    recall.versions = fields.texts("versions", most_recalled_versions, most_version);
    const auto found = std::find(std::begin(action_names), std::end(action_names), action);
    if (found == std::end(action_names)) {
      fields.wrong("action", "not an action", "purge, replace or erase", Fault::unsupported);
    } else {
      recall.action = static_cast<Recall::Action>(found - std::begin(action_names));
    }
    if ((recall.action == Recall::Action::replace) == recall.replacement.empty())
      fields.wrong("replacement", "names the right version where something is replaced, and only there");
    return fields.finish();
  });
  if (!document) return base::fail(document);
  signed_recall.document = *std::move(document);
  return signed_recall;
}

std::vector<ServiceId> reached_by(const Recall& recall, const std::vector<PassedOn>& passed_on) {
  std::set<ServiceId> reached;
  for (const auto& one : passed_on)
    if (recall.covers(one.originator, one.key)) reached.insert(one.recipient);
  return {reached.begin(), reached.end()};
}

}  // namespace tansiq::exchange

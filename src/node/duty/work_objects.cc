#include "node/duty/work_objects.h"

#include <fmt/format.h>

#include "desk/kind.h"
#include "stix/declared.h"

namespace tansiq::node {

namespace json = boost::json;
using base::fail;
using base::Fault;

namespace {

/// What only the node says.
constexpr std::string_view of_the_node[] = {"type",
                                            "spec_version",
                                            "id",
                                            "created",
                                            "modified",
                                            "created_by_ref",
                                            "extensions",
                                            "revoked",
                                            "addressed_refs",
                                            "service_ref",
                                            "asked_by_ref",
                                            "warning_ref",
                                            "warning_modified",
                                            "review_of_ref",
                                            "officer",
                                            "report_on"};

Result<> only_the_officers(const json::object& properties) {
  for (const auto name : of_the_node)
    if (properties.contains(name))
      return fail(Fault::invalid, fmt::format("'{}' is said by the node itself", name),
                  fmt::format("/{}", name), "leave it out");
  return {};
}

std::string stamp(Time time) {
  return base::format_time(time, 3);
}

void begin(json::object& object, std::string_view type, const WorkMaker& maker) {
  object["type"] = type;
  object["spec_version"] = "2.1";
  object["id"] = fmt::format("{}--{}", type, base::random_uuid());
  object["created"] = object["modified"] = stamp(maker.now);
  object["created_by_ref"] = maker.service;
  object["extensions"] = {{stix::declaring_extension(type), {{"extension_type", "new-sdo"}}}};
}

void answer(json::object& object, const desk::Thread& thread, const std::string& officer,
            const WorkMaker& maker) {
  object[thread.kind == &desk::review ? "review_of_ref" : "warning_ref"] = thread.key.root;
  object["asked_by_ref"] = thread.key.asker;
  object["service_ref"] = maker.service;
  object["officer"] = officer;
  object["status"] = desk::name_of(thread.nature);
}

Result<stix::Object> read(const json::object& object) {
  stix::Reader reader;
  return reader.read_object(json::serialize(object));
}

}  // namespace

Result<stix::Object> warning_of(json::object properties, const std::vector<desk::Service>& addressed,
                                const WorkMaker& maker) {
  if (auto checked = only_the_officers(properties); !checked) return fail(checked);
  begin(properties, "threat-warning", maker);
  properties["addressed_refs"] = json::value_from(addressed);
  for (const auto& [name, usual] : {std::pair{"status", "actual"}, {"message_type", "alert"}})
    if (!properties.contains(name)) properties[name] = usual;
  return read(properties);
}

Result<stix::Object> acknowledgement_of(const desk::Thread& thread, std::string_view action,
                                        const std::string& note, const std::string& officer,
                                        const WorkMaker& maker) {
  json::object object;
  begin(object, "acknowledgement", maker);
  answer(object, thread, officer, maker);
  object["warning_modified"] = stamp(thread.version);
  object["action"] = action;
  if (!note.empty()) object["note"] = note;
  return read(object);
}

Result<stix::Object> attack_of(json::object properties, const std::vector<desk::Service>& addressed,
                               const std::string& officer, const WorkMaker& maker) {
  if (auto checked = only_the_officers(properties); !checked) return fail(checked);
  begin(properties, "outcome-report", maker);
  properties["report_on"] = "attack";
  properties["addressed_refs"] = json::value_from(addressed);
  properties["service_ref"] = maker.service;
  properties["officer"] = officer;
  if (!properties.contains("status")) properties["status"] = "actual";
  return read(properties);
}

Result<stix::Object> outcome_of(const desk::Thread& thread, json::object properties,
                                const std::string& officer, const WorkMaker& maker) {
  if (auto checked = only_the_officers(properties); !checked) return fail(checked);
  if (properties.contains("status"))
    return fail(Fault::invalid, "a report is what its warning is: real, an exercise or a test", "/status",
                "leave it out");
  begin(properties, "outcome-report", maker);
  answer(properties, thread, officer, maker);
  properties["report_on"] = thread.kind == &desk::review ? "review" : "warning";
  return read(properties);
}

Result<> check_to_come(const json::object& properties, std::string_view name, Time now) {
  const auto* given = properties.if_contains(name);
  if (given == nullptr) return {};
  const auto where = fmt::format("/{}", name);
  const auto time = given->is_string() ? base::parse_time(std::string(given->get_string()))
                                       : Result<Time>(fail(Fault::invalid, "not a text"));
  if (!time) return fail(Fault::invalid, time.error().what, where, "an instant, 2026-05-01T11:00:00Z");
  if (*time <= now) return fail(Fault::invalid, "this time has passed", where, "a time to come");
  return {};
}

Result<json::object> properties_of(std::string_view text) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  if (broken || !value.is_object())
    return fail(Fault::invalid, "the properties are no JSON object", {}, "as docs/records.md names them");
  return std::move(value.get_object());
}

}  // namespace tansiq::node

// FollowTheMoney: https://followthemoney.tech/docs/ describes the entities, their schemata and properties.

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "lists/lines.h"
#include "lists/reader.h"

namespace tansiq::lists {
namespace {

namespace json = boost::json;
using Texts = std::vector<std::string>;

/// A text of the input, fit for a message of one line.
std::string shown(std::string_view text) {
  return clean(text.substr(0, std::min<std::size_t>(text.size(), 60)));
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

/// The values of a property: a list of texts; what is none is passed over.
Texts values_of(const json::object& properties, std::string_view name) {
  Texts list;
  const auto* value = properties.if_contains(name);
  if (value == nullptr) return list;
  if (value->is_string()) list.emplace_back(value->get_string());
  if (value->is_array())
    for (const auto& each : value->get_array())
      if (each.is_string()) list.emplace_back(each.get_string());
  // Exports differ in the order of values; an entity must not seem changed by that.
  if (name != "name") std::sort(list.begin(), list.end());
  return list;
}

/// Whether a schema is one of those taken: true for a person, false for an organisation.
std::optional<bool> individual_by(std::string_view schema) {
  if (schema == "Person") return true;
  for (const std::string_view taken : {"Organization", "Company", "PublicBody", "LegalEntity"})
    if (schema == taken) return false;
  return std::nullopt;
}

Entity entity_of(const json::object& properties, std::string id, bool individual,
                 const std::string& caption) {
  Entity entity;
  entity.id = std::move(id);
  entity.individual = individual;
  const auto each = [&](std::string_view name, const auto& add) {
    for (const auto& value : values_of(properties, name)) add(value);
  };
  // The caption is the name that the list itself shows; all names are the same name, written differently.
  auto names = values_of(properties, "name");
  if (std::find(names.begin(), names.end(), caption) != names.end()) entity.add_name(caption, "");
  std::sort(names.begin(), names.end());
  for (const auto& name : names) entity.add_name(name, entity.names.empty() ? "" : "spelling");
  each("alias", [&](const auto& value) { entity.add_name(value, "alias"); });
  each("weakAlias", [&](const auto& value) { entity.add_weak_name(value); });
  each("abbreviation", [&](const auto& value) { entity.add_name(value, "alias"); });
  each("previousName", [&](const auto& value) { entity.add_name(value, "former"); });
  if (individual) {
    entity.set_born(values_of(properties, "birthDate"));
    each("deathDate", [&](const auto& value) { entity.set_died(value); });
    each("birthPlace", [&](const auto& value) { entity.set_birth_place(value); });
    each("gender", [&](const auto& value) { entity.set_sex(value); });
    // `country` says only that somebody has to do with a country: no nationality of a person.
    each("nationality", [&](const auto& value) { entity.add_nationality(value); });
    each("citizenship", [&](const auto& value) { entity.add_nationality(value); });
    each("position", [&](const auto& value) { entity.add_position(value); });
  } else {
    each("jurisdiction", [&](const auto& value) { entity.add_nationality(value); });
    each("mainCountry", [&](const auto& value) { entity.add_nationality(value); });
    each("country", [&](const auto& value) { entity.add_nationality(value); });
  }
  each("passportNumber", [&](const auto& value) { entity.add_document("passport", value); });
  each("idNumber",
       [&](const auto& value) { entity.add_document(individual ? "identity-card" : "other", value); });
  each("registrationNumber", [&](const auto& value) { entity.add_document("other", value); });
  each("notes", [&](const auto& value) { entity.add_remark(value); });
  return entity;
}

Entry entry_of(std::string_view line, std::uint64_t number) {
  Entry entry;
  entry.line = number;
  boost::system::error_code broken;
  const auto value = json::parse(line, broken);
  if (broken || !value.is_object()) {
    entry.problem = broken ? "no JSON: " + broken.message() : "no JSON object";
    return entry;
  }
  const auto& object = value.get_object();
  entry.id = text_at(object, "id");
  if (entry.id.empty() || !base::check_line(entry.id, most_name_bytes, "id")) {
    entry.id.clear();
    entry.problem = "no id, or none that one line of text may hold";
    return entry;
  }
  const auto schema = text_at(object, "schema");
  const auto* properties = object.if_contains("properties");
  if (schema.empty() || properties == nullptr || !properties->is_object()) {
    entry.problem = "no FollowTheMoney entity: it has no schema or no properties";
    return entry;
  }
  const auto individual = individual_by(schema);
  if (!individual) {
    entry.skipped = fmt::format("schema {}: neither person nor organisation", shown(schema));
    return entry;
  }
  if (const auto* target = object.if_contains("target");
      target != nullptr && target->is_bool() && !target->get_bool()) {
    entry.skipped = "no target of the list, only related to one";
    return entry;
  }
  auto entity = entity_of(properties->get_object(), entry.id, *individual, text_at(object, "caption"));
  if (entity.names.empty())
    entry.problem = "no name that can be kept";
  else
    entry.entity = std::move(entity);
  return entry;
}

class FtmReader final : public Reader {
 public:
  explicit FtmReader(Sink sink)
      : lines_(most_entry_bytes,
               [sink = std::move(sink)](std::string_view line, std::uint64_t number, bool whole) {
                 if (whole && line.find_first_not_of(" \t\r") == std::string_view::npos) return;
                 if (whole) return sink(entry_of(line, number));
                 Entry entry;
                 entry.line = number;
                 entry.problem = "a line of more than 1 MiB";
                 sink(std::move(entry));
               }) {}

  base::Result<> feed(std::string_view bytes) override {
    lines_.feed(bytes);
    return {};
  }

  base::Result<> finish() override {
    lines_.finish();
    return {};
  }

 private:
  Lines lines_;
};

}  // namespace

std::unique_ptr<Reader> read_ftm(Reader::Sink sink) {
  return std::make_unique<FtmReader>(std::move(sink));
}

}  // namespace tansiq::lists

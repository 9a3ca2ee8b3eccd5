#include "lists/object.h"

#include <algorithm>
#include <map>

#include "base/ids.h"

namespace tansiq::lists {
namespace {

namespace json = boost::json;

/// A random UUID, drawn once: the namespace of all ids of list entries.
constexpr std::string_view list_namespace = "8b94c7dd-d91d-4c9c-8a18-dfea22a9e8c1";

/// What object_of() writes; a new state replaces all of it.
constexpr std::string_view ours[] = {"name", "identity_class", "roles", "description", digest_property};

json::array texts(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

json::object document_of(const Document& document) {
  json::object out{{"kind", document.kind}, {"number", document.number}};
  if (!document.country.empty()) out["country"] = document.country;
  if (!document.issued.empty()) out["issued"] = document.issued;
  return out;
}

json::object person_of(const Entity& entity, std::string_view role) {
  json::array names;
  for (const auto& name : entity.names) {
    json::object out{{"name", name.text}};
    if (!name.kind.empty()) out["kind"] = name.kind;
    if (!name.script.empty()) out["script"] = name.script;
    names.push_back(std::move(out));
  }
  json::object person{{"extension_type", "property-extension"}, {"names", std::move(names)}, {"role", role}};
  const std::pair<const char*, const std::string*> words[] = {{"born", &entity.born},
                                                              {"born_until", &entity.born_until},
                                                              {"died", &entity.died},
                                                              {"sex", &entity.sex},
                                                              {"birth_place", &entity.birth_place}};
  for (const auto& [name, word] : words)
    if (!word->empty()) person[name] = *word;
  if (!entity.nationalities.empty()) person["nationalities"] = texts(entity.nationalities);
  if (!entity.documents.empty()) {
    json::array documents;
    for (const auto& document : entity.documents) documents.push_back(document_of(document));
    person["documents"] = std::move(documents);
  }
  return person;
}

/// The text of a value with all members in order, so that equal contents have equal texts.
void write_sorted(const json::value& value, std::string& out) {
  if (const auto* object = value.if_object()) {
    std::map<std::string_view, const json::value*> members;
    for (const auto& [name, member] : *object) members[std::string_view(name.data(), name.size())] = &member;
    out += '{';
    for (const auto& [name, member] : members) {
      if (out.back() != '{') out += ',';
      out += json::serialize(name) + ":";
      write_sorted(*member, out);
    }
    out += '}';
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      write_sorted((*array)[i], out);
    }
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

const json::object* member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

bool is_text(const json::object& object, std::string_view name, std::string_view text) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() && std::string_view(value->get_string()) == text;
}

}  // namespace

std::string object_id(std::string_view list, std::string_view entry_id, unsigned generation) {
  std::string name = std::string(list) + "\n" + std::string(entry_id);
  if (generation > 0) name += "\n" + std::to_string(generation);
  return "identity--" + base::uuid_v5(list_namespace, name);
}

json::object object_of(const Entity& entity, std::string_view list, std::string_view role,
                       unsigned generation) {
  json::object reference{{"source_name", list}, {"external_id", entity.id}};
  if (!entity.reference.empty()) reference["description"] = entity.reference;
  json::object object{
      {"type", "identity"},
      {"spec_version", "2.1"},
      {"id", object_id(list, entity.id, generation)},
      {"name", entity.names.empty() ? entity.id : entity.names.front().text},
      {"identity_class", entity.individual ? "individual" : "organization"},
      {"external_references", json::array{std::move(reference)}},
      {"extensions", json::object{{person_extension, person_of(entity, role)}}},
  };
  if (!entity.positions.empty()) object["roles"] = texts(entity.positions);
  if (!entity.remarks.empty()) object["description"] = entity.remarks;
  object[digest_property] = digest_of(object);
  return object;
}

std::string digest_of(const json::object& object) {
  json::object content = object;
  for (const auto name :
       {std::string_view("id"), std::string_view("created"), std::string_view("modified"), digest_property})
    content.erase(name);
  if (auto* extensions = content.if_contains("extensions"); extensions != nullptr && extensions->is_object())
    if (auto* person = extensions->get_object().if_contains(person_extension);
        person != nullptr && person->is_object())
      person->get_object().erase("role");
  std::string text;
  write_sorted(content, text);
  return base::to_hex(base::view(base::sha256(text)));
}

json::object follow(const json::object& held, const json::object& wanted, std::string_view list) {
  json::object next = held;
  for (const auto name : ours) next.erase(name);
  for (const auto& [name, value] : wanted)
    if (name != "external_references" && name != "extensions") next[name] = value;
  next["id"] = held.at("id");

  json::array references;
  if (const auto* value = held.if_contains("external_references"); value != nullptr && value->is_array())
    for (const auto& each : value->get_array())
      if (!each.is_object() || !is_text(each.get_object(), "source_name", list)) references.push_back(each);
  for (const auto& each : wanted.at("external_references").as_array()) references.push_back(each);
  next["external_references"] = std::move(references);

  json::object extensions;
  if (const auto* others = member(held, "extensions")) extensions = *others;
  json::object person = wanted.at("extensions").as_object().at(person_extension).as_object();
  if (const auto* before = member(extensions, person_extension); before != nullptr)
    if (const auto* role = before->if_contains("role")) person["role"] = *role;
  extensions[person_extension] = std::move(person);
  next["extensions"] = std::move(extensions);
  return next;
}

std::string entry_id_of(const json::object& held, std::string_view list) {
  const auto* references = held.if_contains("external_references");
  if (!is_text(held, "type", "identity") || references == nullptr || !references->is_array()) return "";
  for (const auto& each : references->get_array()) {
    if (!each.is_object() || !is_text(each.get_object(), "source_name", list)) continue;
    const auto* id = each.get_object().if_contains("external_id");
    if (id != nullptr && id->is_string()) return std::string(id->get_string());
  }
  return "";
}

}  // namespace tansiq::lists

#include "node/named.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

namespace tansiq::node {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::array& list_of(const json::object& object, std::string_view name) {
  static const json::array none;
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

/// The `person` extension, by its members: no other extension has both.
const json::object* person_of(const json::object& object) {
  const auto* extensions = object.if_contains("extensions");
  if (extensions == nullptr || !extensions->is_object()) return nullptr;
  for (const auto& member : extensions->get_object()) {
    const auto* extension = member.value().if_object();
    if (extension != nullptr && extension->contains("names") && extension->contains("role")) return extension;
  }
  return nullptr;
}

names::NameKind kind_of(const std::string& word) {
  if (word == "alias") return names::NameKind::alias;
  if (word == "nom-de-guerre") return names::NameKind::nom_de_guerre;
  if (word == "kunya") return names::NameKind::kunya;
  if (word == "former") return names::NameKind::former;
  return names::NameKind::birth;
}

names::Subject subject_of(std::string_view type, const json::object& object, bool is_person) {
  if (type == "location") return names::Subject::place;
  if (is_person || text_of(object, "identity_class") == "individual" ||
      text_of(object, "resource_level") == "individual")
    return names::Subject::person;
  return names::Subject::organisation;
}

void add_name(names::Record& record, std::string text, names::NameKind kind) {
  if (text.empty() || record.names.size() == names::Record::most_names) return;
  const auto is_same = [&](const names::Name& name) { return name.text == text; };
  if (std::any_of(record.names.begin(), record.names.end(), is_same)) return;
  names::Record alone;
  alone.id = record.id;
  alone.names = {{std::move(text), kind}};
  if (names::check(alone)) record.names.push_back(std::move(alone.names.front()));
}

void read_person(names::Record& record, const json::object& person) {
  for (const auto& item : list_of(person, "names"))
    if (const auto* name = item.if_object())
      add_name(record, text_of(*name, "name"), kind_of(text_of(*name, "kind")));
  const auto born = text_of(person, "born");
  const auto until = text_of(person, "born_until");
  if (auto date = names::parse_birth_date(until.empty() ? born : born + "/" + until); date)
    record.born = *date;
  for (const auto& item : list_of(person, "nationalities"))
    if (item.is_string() && record.nationalities.size() < names::Record::most_nationalities)
      record.nationalities.emplace_back(item.get_string());
  const auto sex = text_of(person, "sex");
  if (sex == "female") record.sex = names::Sex::female;
  if (sex == "male") record.sex = names::Sex::male;
  const auto role = text_of(person, "role");
  record.screened = role != "victim" && role != "witness";
}

}  // namespace

std::optional<names::Record> named(std::string_view id, std::string_view type, std::string_view object) {
  if (std::find(std::begin(named_types), std::end(named_types), type) == std::end(named_types))
    return std::nullopt;
  json::error_code broken;
  const auto value = json::parse(object, broken);
  if (broken || !value.is_object()) return std::nullopt;
  const auto& members = value.get_object();
  const auto* revoked = members.if_contains("revoked");
  if (revoked != nullptr && revoked->is_bool() && revoked->get_bool()) return std::nullopt;

  names::Record record;
  record.id = id;
  const auto* person = person_of(members);
  record.subject = subject_of(type, members, person != nullptr);
  add_name(record, text_of(members, "name"), names::NameKind::birth);
  for (const auto& alias : list_of(members, "aliases"))
    if (alias.is_string()) add_name(record, std::string(alias.get_string()), names::NameKind::alias);
  if (type == "location") {
    add_name(record, text_of(members, "city"), names::NameKind::birth);
    add_name(record, text_of(members, "administrative_area"), names::NameKind::birth);
  }
  if (person != nullptr) read_person(record, *person);
  if (record.names.empty() || !names::check(record)) return std::nullopt;
  return record;
}

}  // namespace tansiq::node

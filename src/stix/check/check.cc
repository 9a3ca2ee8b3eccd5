#include "stix/check/check.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "stix/check/checker.h"
#include "stix/check/forms.h"

namespace tansiq::stix::check {
namespace {

using tables::Group;
using tables::ObjectType;

/// Types that STIX 2.0 had too: without spec_version they are taken for 2.0.
constexpr std::array<std::string_view, 15> types_2_0 = {
    "attack-pattern", "campaign", "course-of-action",   "identity",      "indicator",
    "intrusion-set",  "malware",  "marking-definition", "observed-data", "relationship",
    "report",         "sighting", "threat-actor",       "tool",          "vulnerability"};

/// Which kinds of extension the object bears.
struct Extended {
  bool properties = false;  ///< toplevel properties
  bool type = false;        ///< a new type
  Group group = Group::domain;
};

Extended extended_by(const Value& object) {
  Extended result;
  const Value* extensions = object.find("extensions");
  if (extensions == nullptr || !extensions->is(Kind::object)) return result;
  for (const Value& extension : extensions->members()) {
    const std::string_view kind = extension.text_of("extension_type");
    if (kind == "toplevel-property-extension") result.properties = true;
    if (!kind.starts_with("new-")) continue;
    result.type = true;
    result.group = kind == "new-sco"   ? Group::observable
                   : kind == "new-sro" ? Group::relationship
                                       : Group::domain;
  }
  return result;
}

Spec spec_of(const Value& object, const ObjectType* type) {
  const Value* stated = object.find("spec_version");
  if (stated != nullptr) return stated->is(Kind::string) && stated->text() == "2.0" ? Spec::v2_0 : Spec::v2_1;
  // Extensions came with 2.1, and so did cyber-observables that stand by themselves.
  if (type == nullptr && object.find("extensions") != nullptr) return Spec::v2_1;
  if (type == nullptr) return object.find("created") == nullptr ? Spec::v2_1 : Spec::v2_0;
  return std::find(types_2_0.begin(), types_2_0.end(), type->structure.name) == types_2_0.end() ? Spec::v2_1
                                                                                                : Spec::v2_0;
}

void check_id(const Value& object, Findings& findings) {
  const std::string_view type = object.text_of("type");
  const std::string_view id = object.text_of("id");
  if (type.empty() || id.empty() || (id.starts_with(type) && id.substr(type.size()).starts_with("--")))
    return;
  const Path top{};
  findings.error(Path{&top, "id"}, "the identifier is of another type than the object",
                 fmt::format("{}-- and a UUID", json::beginning_of(type, 100)));
}

void check_versions(const Value& object, Findings& findings) {
  const std::string_view created = object.text_of("created");
  const std::string_view modified = object.text_of("modified");
  std::size_t digits = 0;
  if (created.empty() || modified.empty() || timestamp(created, digits) || timestamp(modified, digits))
    return;
  if (compare_times(modified, created) >= 0) return;
  const Path top{};
  findings.error(Path{&top, "modified"}, fmt::format("{} is before created ({})", modified, created),
                 "the same or a later time");
}

/// A type that an extension definition declares names it, so that a reader who knows nothing of it knows
/// where to look (7.3).
void check_declared(const Value& object, const ObjectType& type, Findings& findings) {
  const Value* extensions = object.find("extensions");
  if (extensions != nullptr && extensions->find(type.declared_by) != nullptr) return;
  const Path top{};
  findings.error(Path{&top, "extensions"}, "the extension that declares this type is missing",
                 fmt::format(R"({{"{}": {{"extension_type": "new-sdo"}}}})", type.declared_by));
}

const tables::Structure& check_2_1(const Value& object, const ObjectType* type, Findings& findings) {
  const Path top{};
  const Extended extended = extended_by(object);
  if (type == nullptr) {
    const bool observable = extended.type
                                ? extended.group == Group::observable
                                : object.find("created") == nullptr && object.find("modified") == nullptr;
    type = &tables::custom_type(observable ? Group::observable : extended.group);
    const std::string_view name = object.text_of("type");
    if (name == "bundle" || name == "action") {
      findings.error(Path{&top, "type"},
                     name == "bundle" ? "a bundle is no object of a list" : "this name is reserved",
                     name == "bundle" ? "its objects themselves" : "another type (STIX 2.1 section 3.9)");
    } else if (!name.empty() && !extended.type) {
      findings.warning(Path{&top, "type"}, "the specification knows no such type",
                       "an extension that declares it: new-sdo, new-sco or new-sro");
    }
    Checker(object, findings).structure(object, type->structure, top, Unknown::extended);
    return type->structure;
  }
  const bool declared = !type->declared_by.empty();
  const bool may_have_more = extended.properties || (extended.type && !declared);
  Checker(object, findings)
      .structure(object, type->structure, top, may_have_more ? Unknown::extended : Unknown::advise);
  if (declared) check_declared(object, *type, findings);
  if (type->group == Group::observable) deterministic_id(object, *type, findings);
  return type->structure;
}

/// The member of that name where the table has a row for it.
const Value* known(const tables::Structure* table, const Value& object, std::string_view name) {
  if (table == nullptr) return nullptr;
  const auto rows = table->properties;
  const auto row = std::lower_bound(
      rows.begin(), rows.end(), name,
      [](const tables::Property& property, std::string_view wanted) { return property.name < wanted; });
  return row != rows.end() && row->name == name ? object.find(name) : nullptr;
}

}  // namespace

std::string_view Checked::text_of(const Value& object, std::string_view name) const {
  const Value* found = known(table, object, name);
  return found != nullptr && found->is(Kind::string) ? found->text() : std::string_view{};
}

bool Checked::is_true(const Value& object, std::string_view name) const {
  const Value* found = known(table, object, name);
  return found != nullptr && found->is(Kind::boolean) && found->flag();
}

Checked object(const Value& object, std::vector<Problem>& problems) {
  Findings findings(problems);
  const Path top{};
  Checked checked;
  if (!object.is(Kind::object)) {
    findings.error(top, "not a JSON object", "a STIX object");
    return checked;
  }
  const ObjectType* type = tables::find_type(object.text_of("type"));
  checked.spec = spec_of(object, type);
  if (checked.spec == Spec::v2_0) {
    checked.table = &tables::common_2_0();
    Checker(object, findings).structure(object, *checked.table, top, Unknown::silent);
  } else {
    checked.table = &check_2_1(object, type, findings);
  }
  check_id(object, findings);
  if (known(checked.table, object, "modified") != nullptr) check_versions(object, findings);
  granular_markings(object, findings);
  return checked;
}

void bundle(const Value& bundle, bool has_objects, std::vector<Problem>& problems) {
  static constexpr tables::Refs bundle_only{"a bundle", {"bundle"}};
  static constexpr auto rows =
      tables::rows(std::array{tables::must(tables::text("type")),
                              tables::must(tables::ref("id", bundle_only)), tables::text("spec_version")});
  static constexpr tables::Structure structure{"bundle", rows, {}};
  Findings findings(problems);
  const Path top{};
  Checker(bundle, findings).structure(bundle, structure, top, Unknown::advise);
  if (!has_objects) findings.warning(Path{&top, "objects"}, "the bundle is empty", "at least one object");
}

}  // namespace tansiq::stix::check

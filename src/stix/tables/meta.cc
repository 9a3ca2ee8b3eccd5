#include "stix/tables/groups.h"

// Meta objects (STIX 2.1 section 7), objects of unknown types, and what is asked of STIX 2.0.

namespace tansiq::stix::tables {
namespace {

constexpr Refs translated{.said = "any object but a bundle or another language-content",
                          .types = {"bundle", "language-content"},
                          .except = true};

constexpr auto language_content =
    with(domain_common, std::array{must(ref("object_ref", translated)), time("object_modified"),
                                   must(holds("contents", Holds::translations))});

/// Section 7.2.1: a marking definition is never modified or revoked, so its time need not tell versions
/// apart.
constexpr auto marking_definition = rows(std::array{
    must(text("type", Form::type_name)), must(word("spec_version", spec_version)),
    must(ref("id", any_object)), ref("created_by_ref", identity_only), must(time("created")), text("name"),
    list(part("external_references", external_reference)), list(ref("object_marking_refs", marking_only)),
    list(part("granular_markings", granular_marking)), holds("extensions", Holds::extensions),
    old(word("definition_type", marking_type)), old(holds("definition", Holds::anything))});
constexpr std::array marking_definition_rules = {Rule{Law::marking_definition}};

/// Section 7.3: the common properties, of which created_by_ref is required here.
constexpr auto extension_definition = [] {
  auto table = with(
      domain_common,
      std::array{must(text("name")), text("description"), must(text("schema")), must(text("version")),
                 must(list(word("extension_types", extension_type))), list(text("extension_properties"))});
  for (Property& property : table)
    if (property.name == "created_by_ref") property.required = true;
  return table;
}();
constexpr std::array extension_definition_rules = {Rule{Law::extension_definition}};

constexpr std::array types = {
    ObjectType{Group::meta, {"extension-definition", extension_definition, extension_definition_rules}},
    ObjectType{Group::meta, {"language-content", language_content, {}}},
    ObjectType{Group::meta, {"marking-definition", marking_definition, marking_definition_rules}},
};

constexpr auto custom_domain = with(domain_common, std::array<Property, 0>{});
constexpr auto custom_observable = with(observable_common, std::array{observable_extensions});
constexpr std::array custom_types = {
    ObjectType{Group::domain, {"custom object", custom_domain, {}}},
    ObjectType{Group::relationship, {"custom relationship", custom_domain, {}}},
    ObjectType{Group::observable, {"custom cyber-observable", custom_observable, {}}},
};

/// STIX 2.0 part 1 section 3.1. `modified` is absent from marking definitions.
constexpr auto common_rows_2_0 = rows(std::array{
    must(text("type", Form::type_name)), must(ref("id", any_object)), ref("created_by_ref", identity_only),
    must(time("created")), time("modified"), flag("revoked"), list(text("labels")),
    list(part("external_references", external_reference)), list(ref("object_marking_refs", marking_only)),
    list(part("granular_markings", granular_marking))});
constexpr Structure structure_2_0{"STIX 2.0 object", common_rows_2_0, {}};

/// Every table of types in one, sorted.
struct Index {
  std::array<ObjectType, 64> types;
  std::size_t count = 0;
  std::array<Extension, 64> extensions;
  std::size_t extension_count = 0;

  Index() {
    for (const auto group :
         {domain_types(), relationship_types(), observable_types(), meta_types(), work_types()})
      for (const ObjectType& type : group) types.at(count++) = type;
    for (const auto group : {observable_extension_tables(), own_extensions(), work_extensions()})
      for (const Extension& extension : group) extensions.at(extension_count++) = extension;
    std::sort(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(count),
              [](const ObjectType& a, const ObjectType& b) { return a.structure.name < b.structure.name; });
    std::sort(extensions.begin(), extensions.begin() + static_cast<std::ptrdiff_t>(extension_count),
              [](const Extension& a, const Extension& b) { return a.key < b.key; });
  }
};

const Index& index() {
  static const Index built;
  return built;
}

}  // namespace

std::span<const ObjectType> meta_types() {
  return types;
}

std::span<const ObjectType> all_types() {
  return std::span(index().types).first(index().count);
}

std::span<const Extension> all_extensions() {
  return std::span(index().extensions).first(index().extension_count);
}

const ObjectType* find_type(std::string_view name) {
  const auto all = all_types();
  const auto found = std::lower_bound(
      all.begin(), all.end(), name,
      [](const ObjectType& type, std::string_view wanted) { return type.structure.name < wanted; });
  return found != all.end() && found->structure.name == name ? &*found : nullptr;
}

const ObjectType& custom_type(Group group) {
  return group == Group::observable     ? custom_types[2]
         : group == Group::relationship ? custom_types[1]
                                        : custom_types[0];
}

const Structure& common_2_0() {
  return structure_2_0;
}

const Extension* find_extension(std::string_view key) {
  const auto all = all_extensions();
  const auto found = std::lower_bound(
      all.begin(), all.end(), key,
      [](const Extension& extension, std::string_view wanted) { return extension.key < wanted; });
  return found != all.end() && found->key == key ? &*found : nullptr;
}

}  // namespace tansiq::stix::tables

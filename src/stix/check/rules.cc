#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "stix/check/checker.h"
#include "stix/check/forms.h"
#include "stix/pattern.h"

namespace tansiq::stix::check {

using tables::Law;
using tables::Rule;
using tables::Structure;

namespace {

/// The names of a rule that are used.
std::span<const std::string_view> names_of(const Rule& rule) {
  std::size_t count = 0;
  while (count < rule.names.size() && !rule.names[count].empty()) ++count;
  return std::span(rule.names).first(count);
}

std::string joined(std::span<const std::string_view> names, std::string_view with) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? fmt::format(" {} ", with) : ", ";
    text += names[i];
  }
  return text;
}

std::size_t present(const Value& object, std::span<const std::string_view> names) {
  return static_cast<std::size_t>(std::count_if(
      names.begin(), names.end(), [&](std::string_view name) { return object.find(name) != nullptr; }));
}

/// Whether the object has a property of its type beyond the common ones; an extension counts.
bool has_own(const Value& object, const Structure& structure) {
  return object.find("extensions") != nullptr ||
         std::any_of(structure.properties.begin(), structure.properties.end(),
                     [&](const tables::Property& property) {
                       return !property.common && !property.required && object.find(property.name) != nullptr;
                     });
}

bool is_flag(const Value& object, std::string_view name, bool flag) {
  const Value* found = object.find(name);
  return found != nullptr && found->is(Kind::boolean) && found->flag() == flag;
}

struct Tlp {
  std::string_view id;
  std::string_view label;
};

/// Section 7.2.1.4.
constexpr std::array<Tlp, 4> tlp_1 = {{{"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", "white"},
                                       {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", "green"},
                                       {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", "amber"},
                                       {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red"}}};
constexpr std::string_view tlp_1_created = "2017-01-20T00:00:00";

/// The marking definitions that OASIS publishes for TLP 2.0 with its extension.
constexpr std::string_view tlp_2_extension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
constexpr std::array<Tlp, 5> tlp_2 = {
    {{"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", "clear"},
     {"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"},
     {"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"},
     {"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"},
     {"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "red"}}};

template <std::size_t N>
const Tlp* find_label(const std::array<Tlp, N>& all, std::string_view label) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Tlp& each) { return each.label == label; });
  return found == all.end() ? nullptr : &*found;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// CVE-YYYY-NNNN with four or more digits.
bool is_cve(std::string_view text) {
  return text.size() >= 13 && text.starts_with("CVE-") && all_digits(text.substr(4, 4)) && text[8] == '-' &&
         all_digits(text.substr(9));
}

}  // namespace

void Checker::rule(const Value& object, const Structure& structure, const Rule& rule, const Path& path) {
  const auto names = names_of(rule);
  const auto at = [&](std::string_view name) { return Path{&path, name}; };
  switch (rule.law) {
    case Law::at_least_one:
      if (names.empty() ? has_own(object, structure) : present(object, names) > 0) return;
      findings_.error(
          path, fmt::format("nothing tells this {} apart", structure.name),
          names.empty() ? "at least one of its properties" : "at least one of " + joined(names, "and"));
      return;
    case Law::exactly_one:
      if (const std::size_t count = present(object, names); count != 1) {
        findings_.error(
            path, fmt::format("{} of {} are there", count == 0 ? "none" : "several", joined(names, "and")),
            "exactly one of them");
      }
      return;
    case Law::at_most_one:
      if (present(object, names) > 1)
        findings_.error(path, fmt::format("several of {} are there", joined(names, "and")),
                        "one of them or none");
      return;
    case Law::together:
      if (const std::size_t count = present(object, names); count != 0 && count != names.size())
        findings_.error(path, fmt::format("only some of {} are there", joined(names, "and")),
                        "all of them or none");
      return;
    case Law::needs:
      if (object.find(names[0]) != nullptr && present(object, names) != names.size())
        findings_.error(at(names[0]), fmt::format("{} is missing beside it", joined(names.subspan(1), "or")),
                        "both or none");
      return;
    case Law::not_before:
    case Law::after:
      times(object, rule, path);
      return;
    case Law::if_true_needs:
      if (is_flag(object, names[0], true) && present(object, names) != names.size())
        findings_.error(at(names[1]), fmt::format("missing although {} is true", names[0]),
                        "give it, or set the flag to false");
      return;
    case Law::if_true_excludes:
    case Law::if_false_excludes: {
      const bool flag = rule.law == Law::if_true_excludes;
      if (is_flag(object, names[0], flag) && present(object, names) != 1)
        findings_.error(at(names[1]), fmt::format("there although {} is {}", names[0], flag), "leave it out");
      return;
    }
    case Law::observed_data:
      if (const Value* refs = object.find("object_refs");
          refs != nullptr && refs->is(Kind::array) && !refs->members().empty()) {
        const auto is_relationship = [](const Value& ref) {
          return ref.is(Kind::string) && ref.text().starts_with("relationship--");
        };
        if (std::all_of(refs->members().begin(), refs->members().end(), is_relationship))
          findings_.error(at("object_refs"), "it refers to no cyber-observable object",
                          "at least one of them");
      }
      return;
    case Law::indicator:
      if (object.text_of("pattern_type") != "stix") return;
      if (const Value* pattern = object.find("pattern"); pattern != nullptr && pattern->is(Kind::string)) {
        for (const Problem& problem : check_pattern(pattern->text()))
          findings_.error(at("pattern"), problem.what, problem.expected);
      }
      return;
    case Law::external_reference:
      external_reference(object, path);
      return;
    case Law::marking_definition:
      marking_definition(object, path);
      return;
    case Law::extension_definition:
      extension_definition(object, path);
      return;
  }
}

void Checker::times(const Value& object, const Rule& rule, const Path& path) {
  const std::string_view first = object.text_of(rule.names[0]);
  const std::string_view second = object.text_of(rule.names[1]);
  std::size_t digits = 0;
  if (first.empty() || second.empty() || timestamp(first, digits) || timestamp(second, digits)) return;
  const int order = compare_times(second, first);
  const bool strict = rule.law == Law::after;
  if (order > 0 || (order == 0 && !strict)) return;
  findings_.error(
      Path{&path, rule.names[1]},
      fmt::format("{} is not {} {} ({})", second, strict ? "after" : "at or after", rule.names[0], first),
      strict ? "a later time" : "the same or a later time");
}

void Checker::external_reference(const Value& object, const Path& path) {
  const std::string_view source = object.text_of("source_name");
  const std::string_view id = object.text_of("external_id");
  if (source == "cve" && !is_cve(id))
    findings_.error(Path{&path, "external_id"}, "not the identifier of a CVE entry",
                    "CVE-YYYY-NNNN, such as CVE-2016-1234");
  if (source == "capec" && !(id.starts_with("CAPEC-") && all_digits(id.substr(6))))
    findings_.error(Path{&path, "external_id"}, "not the identifier of a CAPEC entry",
                    "CAPEC-N, such as CAPEC-163");
}

void Checker::marking_definition(const Value& object, const Path& path) {
  const std::string_view id = object.text_of("id");
  const Value* definition = object.find("definition");
  const Value* extensions = object.find("extensions");
  if ((definition == nullptr) != (object.find("definition_type") == nullptr)) {
    findings_.error(path, "only one of definition and definition_type is there",
                    "both, or an extension instead");
  } else if (definition == nullptr && extensions == nullptr) {
    findings_.error(path, "a marking-definition that defines nothing",
                    "definition_type and definition, or an extension");
  }
  const std::string_view kind = object.text_of("definition_type");
  if (kind == "statement" && (definition == nullptr || definition->text_of("statement").empty()))
    findings_.error(Path{&path, "definition"}, "a statement marking without its statement",
                    "{\"statement\": \"...\"}");

  const Tlp* label =
      kind == "tlp" && definition != nullptr ? find_label(tlp_1, definition->text_of("tlp")) : nullptr;
  if (kind == "tlp" && (label == nullptr || label->id != id || definition->members().size() != 1 ||
                        compare_times(object.text_of("created"), tlp_1_created) != 0)) {
    findings_.error(
        path, "not one of the four TLP markings that the specification fixes",
        "the white, green, amber or red marking-definition of section 7.2.1.4 as it stands there");
  }
  const bool fixed = std::any_of(tlp_1.begin(), tlp_1.end(), [&](const Tlp& each) { return each.id == id; });
  if (fixed && kind != "tlp")
    findings_.warning(path, "it bears the identifier of a TLP marking and is none",
                      "an identifier of its own");

  if (const Value* extension = extensions == nullptr ? nullptr : extensions->find(tlp_2_extension);
      extension != nullptr) {
    const Tlp* published = find_label(tlp_2, extension->text_of("tlp_2_0"));
    if (published != nullptr && published->id != id)
      findings_.warning(path, "a TLP 2.0 marking under another identifier than the published one",
                        published->id);
  }

  const auto refers_to_itself = [&](const Value* list, std::string_view name) {
    if (list == nullptr || !list->is(Kind::array)) return false;
    return std::any_of(list->members().begin(), list->members().end(), [&](const Value& item) {
      return name.empty() ? item.is(Kind::string) && item.text() == id : item.text_of(name) == id;
    });
  };
  for (const auto& [property, name] :
       {std::pair{"object_marking_refs", ""}, {"granular_markings", "marking_ref"}}) {
    if (refers_to_itself(object.find(property), name))
      findings_.error(Path{&path, property}, "the marking marks itself", "another marking-definition");
  }
}

void Checker::extension_definition(const Value& object, const Path& path) {
  const Value* types = object.find("extension_types");
  const bool toplevel = types != nullptr && types->is(Kind::array) &&
                        std::any_of(types->members().begin(), types->members().end(), [](const Value& type) {
                          return type.is(Kind::string) && type.text() == "toplevel-property-extension";
                        });
  const bool named = object.find("extension_properties") != nullptr;
  if (named && !toplevel) {
    findings_.error(Path{&path, "extension_properties"},
                    "only a toplevel-property-extension names properties", "leave it out");
  } else if (toplevel && !named) {
    findings_.warning(path, "the extension does not name its toplevel properties",
                      "extension_properties with all of them");
  }
}

}  // namespace tansiq::stix::check

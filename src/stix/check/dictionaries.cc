#include <array>
#include <fmt/format.h>

#include "stix/check/checker.h"
#include "stix/check/forms.h"
#include "stix/tables/vocabularies.h"

namespace tansiq::stix::check {

using tables::Holds;

namespace {

struct HashForm {
  std::string_view algorithm;
  std::size_t digits;  ///< hexadecimal; 0: of another form
};

constexpr std::array<HashForm, 6> hash_forms = {
    {{"MD5", 32}, {"SHA-1", 40}, {"SHA-256", 64}, {"SHA-512", 128}, {"SHA3-256", 64}, {"SHA3-512", 128}}};

constexpr std::string_view key_rule = "1 to 250 of a-z, A-Z, 0-9, hyphen and underscore";

}  // namespace

void Checker::dictionary(const Value& value, Holds holds, const Path& path) {
  if (!value.is(Kind::object)) {
    findings_.error(path, "not an object", "an object with names of your own choice");
    return;
  }
  if (value.members().empty()) findings_.error(path, "an empty dictionary", "leave the property out");
  for (const Value& member : value.members()) {
    const Path inner{&path, member.key()};
    if (!is_dictionary_key(member.key()))
      findings_.error(inner, "a dictionary cannot have this key", key_rule);
    dictionary_value(member, holds, inner);
  }
}

void Checker::dictionary_value(const Value& value, Holds holds, const Path& path) {
  const auto texts = [&] {
    if (!value.is(Kind::array)) return false;
    for (const Value& item : value.members())
      if (!item.is(Kind::string)) return false;
    return !value.members().empty();
  };
  const bool text = value.is(Kind::string);
  const bool integer = value.is(Kind::integer);
  switch (holds) {
    case Holds::text_dictionary:
      if (!text) findings_.error(path, "not a string", "a string");
      return;
    case Holds::integer_dictionary:
      if (!integer) findings_.error(path, "not an integer", "an integer");
      return;
    case Holds::scalar_dictionary:
      if (!text && !integer)
        findings_.error(path, "neither a string nor an integer", "a string or an integer");
      return;
    case Holds::list_dictionary:
      if (!texts()) findings_.error(path, "not a list of strings", "an array of strings, even for one value");
      return;
    case Holds::header_dictionary:
      if (!text && !texts())
        findings_.error(path, "neither a string nor a list of strings", "a string, or several in an array");
      return;
    default:
      if (value.is(Kind::array) && value.members().empty())
        findings_.error(path, "an empty list", "leave the property out");
  }
}

void Checker::hashes(const Value& value, const Path& path) {
  if (!value.is(Kind::object) || value.members().empty()) {
    findings_.error(path, "not a dictionary of hashes", "an object such as {\"SHA-256\": \"...\"}");
    return;
  }
  for (const Value& member : value.members()) {
    const Path inner{&path, member.key()};
    if (!is_dictionary_key(member.key()) || member.key().size() < 3) {
      findings_.error(inner, "a hash algorithm cannot have this name",
                      "3 to 250 of a-z, A-Z, 0-9, hyphen and underscore");
      continue;
    }
    if (!is_text(member, inner)) continue;
    for (const HashForm& known : hash_forms) {
      if (member.key() != known.algorithm) continue;
      if (member.text().size() != known.digits || !is_hex(member.text()))
        findings_.error(inner, fmt::format("not a {} hash", known.algorithm),
                        fmt::format("{} hexadecimal digits", known.digits));
    }
    if (!tables::contains(tables::hash_algorithm, member.key())) {
      findings_.warning(inner, "the specification knows no such hash algorithm",
                        "MD5, SHA-1, SHA-256, SHA-512, SHA3-256, SHA3-512, SSDEEP or TLSH");
    }
  }
}

void Checker::extensions(const Value& value, const Path& path) {
  if (!value.is(Kind::object)) {
    findings_.error(path, "not an object", "an object with one member for each extension");
    return;
  }
  if (value.members().empty()) findings_.error(path, "an empty dictionary", "leave the property out");
  const std::string_view type = root_.text_of("type");
  constexpr std::string_view defined = "extension-definition--";
  for (const Value& member : value.members()) {
    const Path inner{&path, member.key()};
    if (const tables::Extension* known = tables::find_extension(member.key()); known != nullptr) {
      bool fits = false;
      for (const std::string_view each : known->types) fits = fits || each == type;
      if (!fits)
        findings_.error(inner,
                        fmt::format("the {} does not belong to objects of type {}", known->structure.name,
                                    json::beginning_of(type, 100)),
                        "an extension of this type");
      structure(member, known->structure, inner, Unknown::advise);
      continue;
    }
    if (!member.is(Kind::object) || member.members().empty()) {
      findings_.error(inner, "not an object with content", "an object that holds the extension");
      continue;
    }
    if (member.key().starts_with(defined)) {
      static constexpr tables::Refs definition{"an extension-definition", {"extension-definition"}};
      static constexpr tables::Property row = tables::ref("extension", definition);
      identifier(Value::of(member.key()), row, inner);
      const Value* kind = member.find("extension_type");
      static constexpr tables::Property kind_row = tables::word("extension_type", tables::extension_type);
      if (kind == nullptr) {
        findings_.error(inner, "the extension does not say its type",
                        "extension_type: property-extension or another of section 7.3");
      } else {
        word(*kind, kind_row, Path{&inner, "extension_type"});
      }
    } else if (!member.key().ends_with("-ext") || !is_type_name(member.key())) {
      findings_.error(inner, "an extension cannot have this name", "the id of an extension-definition");
    } else {
      findings_.warning(inner, "the specification knows no such extension",
                        "the id of an extension-definition");
    }
    for (const Value& inside : member.members()) no_gaps(inside, Path{&inner, inside.key()});
  }
}

void Checker::translations(const Value& value, const Path& path) {
  if (!value.is(Kind::object) || value.members().empty()) {
    findings_.error(path, "not a dictionary of languages", "an object such as {\"fr\": {\"name\": \"...\"}}");
    return;
  }
  for (const Value& member : value.members()) {
    const Path inner{&path, member.key()};
    if (!is_language(member.key()))
      findings_.error(inner, "not a language tag", "a tag of RFC 5646 such as ar, fr or zh-Hant");
    if (!member.is(Kind::object) || member.members().empty()) {
      findings_.error(inner, "not an object with content", "the translated properties by their names");
      continue;
    }
    for (const Value& property : member.members()) no_gaps(property, Path{&inner, property.key()});
  }
}

void Checker::observables(const Value& value, const Path& path) {
  if (!value.is(Kind::object) || value.members().empty()) {
    findings_.error(path, "not a dictionary of cyber-observables", "an object; better object_refs");
    return;
  }
  for (const Value& member : value.members()) {
    const Path inner{&path, member.key()};
    if (member.text_of("type").empty())
      findings_.error(inner, "no cyber-observable object", "an object with its type");
  }
}

}  // namespace tansiq::stix::check

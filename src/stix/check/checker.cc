#include "stix/check/checker.h"

#include <cmath>
#include <fmt/format.h>

#include "base/ids.h"
#include "stix/check/forms.h"

namespace tansiq::stix::check {

using tables::Holds;
using tables::Property;
using tables::Structure;

namespace {

/// A value as it may stand in a message: cut short, since it may be a whole report.
std::string shown(std::string_view text) {
  constexpr std::size_t longest = 60;
  return fmt::format("'{}{}'", json::beginning_of(text, longest), text.size() > longest ? "..." : "");
}

bool is_reserved(std::string_view name) {
  return name == "action" || name == "severity" || name == "username" || name == "phone_numbers";
}

std::string list_of(const tables::Vocabulary& vocabulary) {
  std::string text = fmt::format("a word of {}: ", vocabulary.name);
  for (std::size_t i = 0; i < vocabulary.words.size(); ++i) {
    if (i > 0) text += ", ";
    text += vocabulary.words[i];
  }
  return text;
}

}  // namespace

void Checker::structure(const Value& object, const Structure& structure, const Path& path, Unknown unknown) {
  if (!object.is(Kind::object)) {
    findings_.error(path, "not an object", fmt::format("an object: {}", structure.name));
    return;
  }
  const auto members = object.members();
  const auto properties = structure.properties;
  std::size_t i = 0;
  std::size_t p = 0;
  while (i < members.size() || p < properties.size()) {
    // Names in tables are ASCII, for which the order of bytes is that of UTF-16.
    const int order = i == members.size()      ? 1
                      : p == properties.size() ? -1
                                               : members[i].key().compare(properties[p].name);
    if (order < 0) {
      unknown_property(members[i], Path{&path, members[i].key()}, unknown);
      ++i;
    } else if (order > 0) {
      if (properties[p].required) {
        findings_.error(Path{&path, properties[p].name}, "a required property is missing",
                        fmt::format("every {} has {}", structure.name, properties[p].name));
      }
      ++p;
    } else {
      property(members[i], properties[p], Path{&path, members[i].key()});
      ++i;
      ++p;
    }
  }
  for (const tables::Rule& each : structure.rules) rule(object, structure, each, path);
}

void Checker::property(const Value& value, const Property& property, const Path& path) {
  if (property.deprecated)
    findings_.warning(path, "this property is deprecated", "the newer way of STIX 2.1");
  if (!property.list) {
    single(value, property, path);
    return;
  }
  if (!value.is(Kind::array)) {
    findings_.error(path, "not a list", "an array, even for one value");
    return;
  }
  if (value.members().empty()) findings_.error(path, "an empty list", "leave the property out");
  std::size_t index = 0;
  for (const Value& item : value.members()) single(item, property, Path{&path, {}, index++});
}

void Checker::single(const Value& value, const Property& property, const Path& path) {
  switch (property.holds) {
    case Holds::anything:
      no_gaps(value, path);
      return;
    case Holds::flag:
      if (!value.is(Kind::boolean)) findings_.error(path, "not a boolean", "true or false, without quotes");
      return;
    case Holds::integer:
    case Holds::number:
      number(value, property, path);
      return;
    case Holds::text:
      text(value, property, path);
      return;
    case Holds::time:
    case Holds::precise_time:
      time(value, property.holds == Holds::precise_time, path);
      return;
    case Holds::id:
      identifier(value, property, path);
      return;
    case Holds::hex:
      if (is_text(value, path) && !is_hex(value.text()))
        findings_.error(path, "not hexadecimal", "an even number of digits 0-9 and a-f");
      return;
    case Holds::binary:
      if (is_text(value, path) && !is_base64(value.text()))
        findings_.error(path, "not base64", "base64 of RFC 4648 section 4 with padding");
      return;
    case Holds::word:
      word(value, property, path);
      return;
    case Holds::dictionary:
    case Holds::text_dictionary:
    case Holds::integer_dictionary:
    case Holds::scalar_dictionary:
    case Holds::list_dictionary:
    case Holds::header_dictionary:
      dictionary(value, property.holds, path);
      return;
    case Holds::hashes:
      hashes(value, path);
      return;
    case Holds::extensions:
      extensions(value, path);
      return;
    case Holds::translations:
      translations(value, path);
      return;
    case Holds::observables:
      observables(value, path);
      return;
    case Holds::structure:
      structure(value, *property.structure, path, Unknown::advise);
      return;
  }
}

bool Checker::is_text(const Value& value, const Path& path) {
  if (value.is(Kind::string)) return true;
  findings_.error(path, "not a string", "a string");
  return false;
}

void Checker::text(const Value& value, const Property& property, const Path& path) {
  if (!is_text(value, path) || property.form == tables::Form::free) return;
  const Complaint complaint = form(property.form, value.text());
  if (!complaint) return;
  const std::string_view between = complaint.what.starts_with("not ") ? " is" : ":";
  std::string what = fmt::format("{}{} {}", shown(value.text()), between, complaint.what);
  if (complaint.warning) {
    findings_.warning(path, std::move(what), complaint.expected);
  } else {
    findings_.error(path, std::move(what), complaint.expected);
  }
}

void Checker::number(const Value& value, const Property& property, const Path& path) {
  const bool wanted_integer = property.holds == Holds::integer;
  double number = 0;
  if (value.is(Kind::integer)) {
    number = static_cast<double>(value.integer());
  } else if (value.is(Kind::number) && (!wanted_integer || std::floor(value.number()) == value.number())) {
    number = value.number();
  } else {
    findings_.error(path, wanted_integer ? "not an integer" : "not a number",
                    wanted_integer ? "an integer, without quotes" : "a number, without quotes");
    return;
  }
  if (number >= property.least && number <= property.most) return;
  std::string right = std::isinf(property.most)    ? fmt::format("at least {}", property.least)
                      : std::isinf(property.least) ? fmt::format("at most {}", property.most)
                                                   : fmt::format("{} to {}", property.least, property.most);
  findings_.error(path, fmt::format("{} is out of range", number), right);
}

void Checker::time(const Value& value, bool precise, const Path& path) {
  if (!is_text(value, path)) return;
  std::size_t digits = 0;
  if (const Complaint complaint = timestamp(value.text(), digits); complaint) {
    findings_.error(path, fmt::format("{}: {}", shown(value.text()), complaint.what), complaint.expected);
  } else if (precise && digits < 3) {
    findings_.error(path, fmt::format("{} is not precise enough", shown(value.text())),
                    "three or more digits after the seconds");
  }
}

void Checker::identifier(const Value& value, const Property& property, const Path& path) {
  if (!is_text(value, path)) return;
  constexpr std::size_t tail = 2 + 36;
  const std::string_view id = value.text();
  const std::string_view type = id.size() > tail ? id.substr(0, id.size() - tail) : std::string_view{};
  if (type.empty() || id.substr(type.size(), 2) != "--" || !is_type_name(type) ||
      base::uuid_version(id.substr(type.size() + 2)) == 0) {
    findings_.error(path, fmt::format("{} is not an identifier", shown(id)),
                    "a type, two hyphens and a UUID of RFC 9562");
    return;
  }
  const tables::Refs& refs = *property.refs;
  if (refs.types[0].empty() && !refs.any_observable) return;
  bool named = false;
  for (const std::string_view each : refs.types) named = named || each == type;
  bool right = named != refs.except;
  if (refs.any_observable || refs.no_observable) {
    const tables::ObjectType* known = tables::find_type(type);
    const bool observable = known != nullptr && known->group == tables::Group::observable;
    if (refs.any_observable) right = right || observable || (known == nullptr && type != "bundle");
    if (refs.no_observable) right = right && !observable;
  }
  if (right) return;
  std::string what = fmt::format("it refers to an object of type {}", json::beginning_of(type, 100));
  if (refs.advice) {
    findings_.warning(path, std::move(what), refs.said);
  } else {
    findings_.error(path, std::move(what), refs.said);
  }
}

void Checker::word(const Value& value, const Property& property, const Path& path) {
  if (!is_text(value, path) || tables::contains(*property.words, value.text())) return;
  std::string what = fmt::format("{} is no word of {}", shown(value.text()), property.words->name);
  if (property.words->closed) {
    findings_.error(path, std::move(what), list_of(*property.words));
  } else {
    findings_.warning(path, std::move(what), list_of(*property.words));
  }
}

void Checker::unknown_property(const Value& value, const Path& path, Unknown unknown) {
  if (unknown == Unknown::silent) return;
  const std::string_view name = value.key();
  if (is_reserved(name)) {
    findings_.error(path, "this name is reserved", "another name (STIX 2.1 section 3.9)");
    return;
  }
  if (!is_property_name(name)) {
    findings_.error(path, "a property cannot have this name",
                    "3 to 250 of a-z, 0-9 and underscore, the first a letter");
  } else if (unknown == Unknown::advise && !name.starts_with("x_")) {
    findings_.warning(path, "the specification knows no such property here",
                      "an extension that declares it, or a name that begins with x_");
  }
  no_gaps(value, path);
}

/// Null and empty lists say nothing and are no values of STIX, at whatever depth (section 2).
void Checker::no_gaps(const Value& value, const Path& path) {
  if (value.is(Kind::null)) {
    findings_.error(path, "null is no value of STIX", "leave the property out");
  } else if (value.is(Kind::array)) {
    if (value.members().empty()) findings_.error(path, "an empty list", "leave the property out");
    std::size_t index = 0;
    for (const Value& item : value.members()) no_gaps(item, Path{&path, {}, index++});
  } else if (value.is(Kind::object)) {
    for (const Value& member : value.members()) no_gaps(member, Path{&path, member.key()});
  }
}

}  // namespace tansiq::stix::check

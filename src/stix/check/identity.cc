#include <algorithm>
#include <fmt/format.h>

#include "base/ids.h"
#include "stix/check/checker.h"
#include "stix/json/write.h"
#include "stix/observable.h"

namespace tansiq::stix {

std::string observable_id(std::string_view type, std::string_view contributing) {
  /// The namespace of STIX 2.1 section 2.9.
  constexpr std::string_view ns = "00abedb4-aa42-466c-9c01-fed23315a9b7";
  return fmt::format("{}--{}", type, base::uuid_v5(ns, contributing));
}

namespace check {
namespace {

/// Of several hashes only one contributes: the first of these four, else the first of the others in order.
const Value* contributing_hash(const Value& hashes) {
  for (const std::string_view algorithm : {"MD5", "SHA-1", "SHA-256", "SHA-512"})
    if (const Value* found = hashes.find(algorithm); found != nullptr) return found;
  return hashes.members().empty() ? nullptr : &hashes.members().front();
}

/// The canonical form of the contributing properties; empty where there are none.
std::string contributing_text(const Value& object, const tables::ObjectType& type) {
  std::string text;
  for (const tables::Property& property : type.structure.properties) {
    if (!property.contributing) continue;
    const Value* value = object.find(property.name);
    if (value == nullptr) continue;
    text += text.empty() ? '{' : ',';
    json::append_string(text, property.name);
    text += ':';
    if (property.holds == tables::Holds::hashes && value->is(Kind::object)) {
      const Value* hash = contributing_hash(*value);
      json::append(text, Value::of_object(hash == nullptr ? std::span<const Value>{} : std::span(hash, 1)));
    } else {
      json::append(text, *value);
    }
  }
  if (!text.empty()) text += '}';
  return text;
}

}  // namespace

void deterministic_id(const Value& object, const tables::ObjectType& type, Findings& findings) {
  const std::string_view id = object.text_of("id");
  const std::string_view name = type.structure.name;
  if (id.size() != name.size() + 38) return;
  const int version = base::uuid_version(id.substr(name.size() + 2));
  const Path top{};
  const Path at{&top, "id"};
  const std::string text = contributing_text(object, type);
  if (text.empty()) {
    if (version != 4) {
      findings.error(at,
                     "the object has no properties that its identifier could follow from, and no random one",
                     "a version 4 UUID (section 2.9)");
    }
    return;
  }
  const std::string right = observable_id(name, text);
  const bool same = std::equal(id.begin(), id.end(), right.begin(), right.end(), [](char a, char b) {
    return a == b || (a >= 'A' && a <= 'F' && a + ('a' - 'A') == b);
  });
  if (same) return;
  findings.warning(at,
                   version == 5 ? "the identifier does not follow from the object's properties"
                                : "the identifier is not one that follows from the object's properties",
                   right);
}

}  // namespace check
}  // namespace tansiq::stix

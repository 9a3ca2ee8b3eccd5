#pragma once

/// For tests only: holds a JSON value against a schema of the OpenAPI document, as far as that uses JSON
/// Schema.

#include <boost/json.hpp>
#include <string>

namespace tansiq::wire::api::testing {

namespace json = boost::json;

/// The value that a local reference ("#/components/schemas/Error") points at; null where there is none.
inline const json::value* resolve(const json::value& document, std::string_view reference) {
  if (!reference.starts_with("#/")) return nullptr;
  boost::system::error_code code;
  const auto* found = document.find_pointer(json::string_view(reference.substr(1)), code);
  return code ? nullptr : found;
}

/// What is wrong with `value`, with the place; empty where it is right.
inline std::string mismatch(const json::value& document, const json::value& schema, const json::value& value,
                            const std::string& where = "") {
  const auto& rules = schema.as_object();
  if (const auto* reference = rules.if_contains("$ref")) {
    const auto* target = resolve(document, reference->as_string());
    return target == nullptr ? where + ": dangling reference" : mismatch(document, *target, value, where);
  }
  if (const auto* choices = rules.if_contains("anyOf")) {
    std::string last;
    for (const auto& choice : choices->as_array()) {
      last = mismatch(document, choice, value, where);
      if (last.empty()) return {};
    }
    return last;
  }
  const auto* type = rules.if_contains("type");
  if (type == nullptr) return {};
  const std::string name(type->as_string());
  const bool fits = (name == "string" && value.is_string()) || (name == "boolean" && value.is_bool()) ||
                    (name == "integer" && (value.is_int64() || value.is_uint64())) ||
                    (name == "number" && value.is_number()) || (name == "null" && value.is_null()) ||
                    (name == "array" && value.is_array()) || (name == "object" && value.is_object());
  if (!fits) return where + ": is no " + name;
  if (name == "array") {
    std::size_t index = 0;
    for (const auto& item : value.as_array())
      if (auto wrong = mismatch(document, rules.at("items"), item, where + "/" + std::to_string(index++));
          !wrong.empty())
        return wrong;
  }
  const auto* properties = rules.if_contains("properties");
  if (name != "object" || properties == nullptr) return {};
  if (const auto* required = rules.if_contains("required"))
    for (const auto& member : required->as_array())
      if (!value.as_object().contains(member.as_string()))
        return where + "/" + std::string(member.as_string()) + ": is missing";
  for (const auto& member : value.as_object()) {
    const auto* property = properties->as_object().if_contains(member.key());
    const std::string place = where + "/" + std::string(member.key());
    if (property == nullptr) return place + ": is not in the schema";
    if (auto wrong = mismatch(document, *property, member.value(), place); !wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace tansiq::wire::api::testing

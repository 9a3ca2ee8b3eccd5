#pragma once

/// What stands in the bodies of /v1, as data. The OpenAPI document is written from it, bodies that come in
/// are held against it, and the tests hold every answer of a running node against it.

#include <span>
#include <string_view>

namespace tansiq::wire::api {

/// One member of a JSON object.
struct Field {
  std::string_view name;
  /// "string", "integer", "number", "boolean", "object" (any), or the name of a schema; with "[]" behind it a
  /// list of those, with "?" behind it that or null.
  std::string_view type;
  std::string_view summary;
  std::string_view example;  ///< as JSON; empty where the type is a schema, whose own example then stands
  bool required = true;
};

/// One body. Without fields it is no JSON object of ours, and `summary` says what it is.
struct Schema {
  std::string_view name;
  std::string_view summary;
  std::span<const Field> fields = {};
  std::string_view media = "application/json";  ///< media types, separated by a blank
};

/// All schemas, sorted by nothing in particular; names are unique.
std::span<const Schema> schemas();

/// The schema of that name; must exist.
const Schema& schema_named(std::string_view name);

}  // namespace tansiq::wire::api

// The OpenAPI 3.1 document of /v1, written from the two tables.

#include <boost/json.hpp>
#include <string>

#include "wire/api/api.h"
#include "wire/api/schema.h"

namespace tansiq::wire::api {
namespace {

namespace json = boost::json;

json::object reference(std::string_view schema) {
  return {{"$ref", "#/components/schemas/" + std::string(schema)}};
}

/// The schema of a field's type (schema.h says how types are written).
json::object schema_of(std::string_view type) {
  if (type.ends_with('?')) {
    type.remove_suffix(1);
    return {{"anyOf", json::array{schema_of(type), json::object{{"type", "null"}}}}};
  }
  if (type.ends_with("[]")) {
    type.remove_suffix(2);
    return {{"type", "array"}, {"items", schema_of(type)}};
  }
  if (type == "array") return {{"type", "array"}, {"items", json::object{{"type", "string"}}}};
  if (type == "string" || type == "integer" || type == "number" || type == "boolean" || type == "object")
    return {{"type", type}};
  return reference(type);
}

json::value example_of(const Schema& schema);

json::value example_of(std::string_view type) {
  if (type.ends_with('?')) return example_of(type.substr(0, type.size() - 1));
  if (type.ends_with("[]")) return json::array{example_of(type.substr(0, type.size() - 2))};
  return example_of(schema_named(type));
}

json::value example_of(const Schema& schema) {
  json::object example;
  for (const auto& field : schema.fields)
    example[field.name] =
        field.example.empty() ? example_of(field.type) : json::parse(json::string_view(field.example));
  return example;
}

json::object document_of(const Schema& schema) {
  json::object document{{"description", schema.summary}};
  if (schema.fields.empty()) {
    const bool is_json = schema.media.starts_with("application/json") ||
                         schema.media.starts_with("application/merge-patch+json");
    if (!is_json) document["type"] = "string";
    return document;
  }
  document["type"] = "object";
  document["additionalProperties"] = false;
  json::object properties;
  json::array required;
  for (const auto& field : schema.fields) {
    auto property = schema_of(field.type);
    if (!field.summary.empty()) property["description"] = field.summary;
    properties[field.name] = std::move(property);
    if (field.required) required.emplace_back(field.name);
  }
  document["properties"] = std::move(properties);
  if (!required.empty()) document["required"] = std::move(required);
  document["example"] = example_of(schema);
  return document;
}

json::object content_of(std::string_view name) {
  json::object content;
  std::string_view media = schema_named(name).media;
  while (!media.empty()) {
    const auto blank = media.find(' ');
    content[media.substr(0, blank)] = json::object{{"schema", reference(name)}};
    media.remove_prefix(blank == std::string_view::npos ? media.size() : blank + 1);
  }
  return content;
}

std::string_view place_of(Parameter::In in) {
  switch (in) {
    case Parameter::In::path:
      return "path";
    case Parameter::In::query:
      return "query";
    case Parameter::In::header:
      return "header";
  }
  return "query";
}

json::object parameter_of(const Parameter& parameter) {
  return {{"name", parameter.name},
          {"in", place_of(parameter.in)},
          {"description", parameter.summary},
          {"required", parameter.required || parameter.in == Parameter::In::path},
          {"schema", schema_of(parameter.type)}};
}

json::array parameters_of(const Route& route) {
  json::array parameters;
  std::string_view rest = route.pattern;
  for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const auto close = rest.find('}', open);
    const Parameter parameter{std::string(rest.substr(open + 1, close - open - 1)), Parameter::In::path,
                              "percent-encoded", "string", true};
    parameters.push_back(parameter_of(parameter));
    rest.remove_prefix(close + 1);
  }
  for (const auto& parameter : route.parameters)
    if (parameter.in != Parameter::In::path) parameters.push_back(parameter_of(parameter));
  for (const char* why : {"Purpose", "Basis", "Case"})
    parameters.push_back(json::object{{"$ref", std::string("#/components/parameters/") + why}});
  return parameters;
}

json::object operation_of(const Route& route) {
  json::object operation{{"operationId", route.operation}, {"summary", route.summary}};
  operation["parameters"] = parameters_of(route);
  if (!route.body.empty())
    operation["requestBody"] = json::object{{"required", true}, {"content", content_of(route.body)}};
  json::object responses;
  for (const auto& answer : route.answers) {
    json::object response{{"description", answer.summary}};
    if (!answer.schema.empty()) response["content"] = content_of(answer.schema);
    responses[std::to_string(answer.status)] = std::move(response);
  }
  responses["default"] = json::object{{"description", "an error"}, {"content", content_of("Error")}};
  operation["responses"] = std::move(responses);
  return operation;
}

std::string method_of(const Route& route) {
  std::string method = route.method;
  for (char& c : method)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return method;
}

json::object why_parameters() {
  const auto why = [](const char* name, const char* summary) {
    return parameter_of({name, Parameter::In::header, std::string(summary) + ", as percent-encoded UTF-8"});
  };
  return {{"Purpose", why("Tansiq-Purpose", "What this act is for; reading records takes it")},
          {"Basis", why("Tansiq-Basis", "The legal basis of that; reading records takes it")},
          {"Case", why("Tansiq-Case", "The case that this act belongs to")}};
}

}  // namespace

std::string openapi(const Group& group, std::string_view title) {
  json::object schemas_by_name;
  for (const auto& schema : schemas()) schemas_by_name[schema.name] = document_of(schema);
  json::object paths;
  for (const auto& route : group.routes) {
    auto& path = paths[route.pattern];
    if (!path.is_object()) path.emplace_object();
    path.get_object()[method_of(route)] = operation_of(route);
  }
  const json::object security{
      {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}},
      {"password", json::object{{"type", "http"}, {"scheme", "basic"}}},
  };
  const json::object document{{"openapi", "3.1.0"},
                              {"info", json::object{{"title", title}, {"version", "1"}}},
                              {"servers", json::array{json::object{{"url", "/"}}}},
                              {"security", json::array{json::object{{"token", json::array()}},
                                                       json::object{{"password", json::array()}}}},
                              {"paths", std::move(paths)},
                              {"components", json::object{{"schemas", std::move(schemas_by_name)},
                                                          {"parameters", why_parameters()},
                                                          {"securitySchemes", security}}}};
  return json::serialize(document);
}

}  // namespace tansiq::wire::api

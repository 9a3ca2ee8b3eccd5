#include "wire/api/input.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "stix/canonical.h"
#include "wire/api/schema.h"

namespace tansiq::wire::api {

using base::fail;
using base::Fault;
using base::Result;

namespace {

constexpr std::size_t most_body_depth = 8;
constexpr std::size_t most_list_items = 1000;

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

const Parameter* parameter_named(const Route& route, std::string_view name) {
  for (const auto& parameter : route.parameters)
    if (parameter.in == Parameter::In::query && parameter.name == name) return &parameter;
  return nullptr;
}

std::string known_names(const Route& route) {
  std::string names;
  for (const auto& parameter : route.parameters) {
    if (parameter.in != Parameter::In::query) continue;
    names += (names.empty() ? "" : ", ") + parameter.name;
  }
  return names.empty() ? "this takes none" : "known are " + names;
}

Result<> check_value(const Parameter& parameter, std::string_view value) {
  if (parameter.type == "integer" && !integer_of(value))
    return fail(Fault::invalid, "is no integer", parameter.name);
  if (parameter.type == "boolean" && value != "true" && value != "false")
    return fail(Fault::invalid, "is neither true nor false", parameter.name);
  if (!base::is_utf8(value)) return fail(Fault::invalid, "is no UTF-8", parameter.name);
  return {};
}

/// Holds one value against the type of a field (schema.h).
Result<> check_type(const boost::json::value& value, std::string_view type, const std::string& where);

Result<> check_object(const boost::json::object& object, const Schema& schema, const std::string& where) {
  for (const auto& member : object) {
    const std::string_view name(member.key().data(), member.key().size());
    const auto field = std::find_if(schema.fields.begin(), schema.fields.end(),
                                    [name](const Field& candidate) { return candidate.name == name; });
    if (field == schema.fields.end()) {
      std::string known;
      for (const auto& candidate : schema.fields)
        known += (known.empty() ? "" : ", ") + std::string(candidate.name);
      return fail(Fault::invalid, "is not known", fmt::format("{}/{}", where, name), "known are " + known);
    }
    if (auto checked = check_type(member.value(), field->type, fmt::format("{}/{}", where, name)); !checked)
      return checked;
  }
  for (const auto& field : schema.fields)
    if (field.required && !object.contains(field.name))
      return fail(Fault::invalid, "is missing", fmt::format("{}/{}", where, field.name),
                  std::string(field.summary));
  return {};
}

Result<> check_type(const boost::json::value& value, std::string_view type, const std::string& where) {
  if (type.ends_with('?')) {
    if (value.is_null()) return {};
    type.remove_suffix(1);
  }
  if (type.ends_with("[]")) {
    type.remove_suffix(2);
    const auto* array = value.if_array();
    if (array == nullptr) return fail(Fault::invalid, "is no array", where);
    if (array->size() > most_list_items)
      return fail(Fault::too_large, fmt::format("more than {} items", most_list_items), where);
    for (std::size_t i = 0; i < array->size(); ++i)
      if (auto checked = check_type((*array)[i], type, fmt::format("{}/{}", where, i)); !checked)
        return checked;
    return {};
  }
  if (type == "string") {
    if (!value.is_string()) return fail(Fault::invalid, "is no string", where);
  } else if (type == "boolean") {
    if (!value.is_bool()) return fail(Fault::invalid, "is neither true nor false", where);
  } else if (type == "integer" || type == "number") {
    if (!value.is_number()) return fail(Fault::invalid, "is no number", where);
  } else if (!value.is_object()) {
    return fail(Fault::invalid, "is no object", where);
  } else if (type != "object") {
    return check_object(value.get_object(), schema_named(type), where);
  }
  return {};
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

}  // namespace

Result<> Input::check() const {
  const auto& query = call_.request.query;
  for (std::size_t i = 0; i < query.size(); ++i) {
    const auto& [name, value] = query[i];
    const auto* parameter = parameter_named(call_.route, name);
    if (parameter == nullptr) return fail(Fault::invalid, "is not known", name, known_names(call_.route));
    if (auto checked = check_value(*parameter, value); !checked) return checked;
    const bool again = std::any_of(query.begin(), query.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&name = name](const auto& earlier) { return earlier.first == name; });
    if (again && parameter->type != "array") return fail(Fault::invalid, "stands twice", name);
  }
  for (const auto& parameter : call_.route.parameters)
    if (parameter.required && parameter.in == Parameter::In::query && text(parameter.name).empty())
      return fail(Fault::invalid, "is missing", parameter.name, parameter.summary);
  return {};
}

bool Input::has(std::string_view name) const {
  return std::any_of(call_.request.query.begin(), call_.request.query.end(),
                     [name](const auto& item) { return item.first == name; });
}

std::string Input::text(std::string_view name) const {
  for (const auto& [key, value] : call_.request.query)
    if (key == name) return value;
  return {};
}

std::int64_t Input::integer(std::string_view name, std::int64_t otherwise) const {
  return integer_of(text(name)).value_or(otherwise);
}

std::vector<std::string> Input::list(std::string_view name) const {
  std::vector<std::string> items;
  for (const auto& [key, value] : call_.request.query) {
    if (key != name) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      if (comma != 0) items.emplace_back(rest.substr(0, comma));
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
  }
  return items;
}

Result<std::optional<base::Time>> Input::time(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  const auto parsed = base::parse_time(text(name));
  if (!parsed)
    return fail(Fault::invalid, "is no timestamp", std::string(name),
                "RFC 3339 in UTC: 2026-05-01T10:00:00Z");
  return *parsed;
}

Result<std::size_t> Input::limit(std::size_t otherwise, std::size_t most) const {
  const auto wanted = integer("limit", static_cast<std::int64_t>(std::min(otherwise, most)));
  if (wanted < 1) return fail(Fault::invalid, "is not positive", "limit", fmt::format("1 to {}", most));
  return std::min(static_cast<std::size_t>(wanted), most);
}

std::string Input::described() const {
  std::string text;
  for (const auto& [name, value] : call_.request.query) {
    if (name == "next") continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
  }
  return text;
}

std::string media_of(const http::Request& request) {
  const auto field = request.field("content-type");
  if (!field) return {};
  std::string_view media = std::string_view(*field).substr(0, field->find(';'));
  while (media.ends_with(' ')) media.remove_suffix(1);
  return lower(media);
}

Result<> check_media(const Call& call) {
  const std::string media = media_of(call.request);
  if (media.empty()) return {};
  std::string_view known = schema_named(call.route.body).media;
  while (!known.empty()) {
    const auto blank = known.find(' ');
    if (known.substr(0, blank) == media) return {};
    known.remove_prefix(blank == std::string_view::npos ? known.size() : blank + 1);
  }
  return fail(Fault::unsupported, fmt::format("bodies of type {} are not read here", media), "Content-Type",
              std::string(schema_named(call.route.body).media));
}

Result<boost::json::object> body_of(const Call& call) {
  if (auto checked = check_media(call); !checked) return fail(checked);
  boost::json::object object;
  if (!call.request.body.empty()) {
    const auto canonical = stix::canonical(call.request.body, most_body_depth);  // refuses doubled names
    if (!canonical) return fail(canonical);
    boost::system::error_code code;
    auto value = boost::json::parse(*canonical, code);
    if (code || !value.is_object()) return fail(Fault::invalid, "the body is no JSON object");
    object = std::move(value.get_object());
  }
  if (auto checked = check_object(object, schema_named(call.route.body), {}); !checked) return fail(checked);
  return object;
}

std::string text_in(const boost::json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool flag_in(const boost::json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> list_in(const boost::json::object& body, std::string_view name) {
  std::vector<std::string> items;
  const auto* value = body.if_contains(name);
  if (value == nullptr || !value->is_array()) return items;
  for (const auto& item : value->get_array())
    if (item.is_string()) items.emplace_back(item.get_string());
  return items;
}

Result<std::optional<base::Time>> time_in(const boost::json::object& body, std::string_view name) {
  const std::string text = text_in(body, name);
  if (text.empty()) return std::nullopt;
  const auto parsed = base::parse_time(text);
  if (!parsed)
    return fail(Fault::invalid, "is no timestamp", fmt::format("/{}", name),
                "RFC 3339 in UTC: 2026-05-01T10:00:00Z");
  return *parsed;
}

Result<std::vector<node::Role>> roles_in(const boost::json::object& body, std::string_view name) {
  std::vector<node::Role> roles;
  for (const auto& text : list_in(body, name)) {
    const auto role = node::role_named(text);
    if (!role) return fail(role);
    roles.push_back(*role);
  }
  return roles;
}

std::vector<Parameter> profile_parameters() {
  return {{"grade", Parameter::In::query, "handling: Admiralty code, e.g. B2"},
          {"tlp", Parameter::In::query, "handling: clear, green, amber, amber+strict, red"},
          {"review", Parameter::In::query, "handling: review date, RFC 3339"},
          {"purpose", Parameter::In::query, "handling: what the records are kept for; else that of the act"},
          {"basis", Parameter::In::query, "handling: the legal basis of that; else that of the act"},
          {"releasable_to", Parameter::In::query, "handling: services that may get them", "array"},
          {"onward", Parameter::In::query, "handling: none, ask, cell"},
          {"use", Parameter::In::query, "handling: what recipients may do with them"}};
}

Result<std::optional<handling::Handling>> profile_in(const Input& input, const node::Actor& actor) {
  handling::Handling handling;
  handling.grade = input.text("grade");
  handling.use = input.text("use");
  handling.purpose = input.text("purpose");
  handling.basis = input.text("basis");
  handling.releasable_to = input.list("releasable_to");
  if (input.has("tlp")) {
    const auto tlp = handling::tlp_named(input.text("tlp"));
    if (!tlp) return fail(tlp);
    handling.tlp = *tlp;
  }
  if (input.has("onward")) {
    const auto onward = handling::onward_named(input.text("onward"));
    if (!onward) return fail(onward);
    handling.onward = *onward;
  }
  if (input.has("review")) {
    const auto review = handling::review_of(input.text("review"));
    if (!review) return fail(review);
    handling.review = *review;
  }
  if (handling.empty()) return std::nullopt;
  if (handling.purpose.empty()) handling.purpose = actor.purpose.purpose;
  if (handling.basis.empty()) handling.basis = actor.purpose.basis;
  auto normal = handling::normal(std::move(handling));
  if (!normal) return fail(normal);
  return std::move(*normal);
}

}  // namespace tansiq::wire::api

#include "json.h"

#include <algorithm>

namespace tansiq::conformance {
namespace {

constexpr std::size_t deepest = 512;

/// The end of the value that starts at `at`: one past its last byte. Valid JSON only.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = at; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      if (!in_string && depth == 0) return i + 1;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == ',' || c == ']' || c == '}') && depth == 0) return i;
    if (c == '}' || c == ']') {
      --depth;
      if (depth == 0) return i + 1;
    }
  }
  return text.size();
}

std::size_t after_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

std::string without_line_ends(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == '\n' || c == '\r'; });
  while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
  return out;
}

bool equal_numbers(const json::value& left, const json::value& right) {
  if (left.is_int64() && right.is_int64()) return left.get_int64() == right.get_int64();
  if (left.is_uint64() && right.is_uint64()) return left.get_uint64() == right.get_uint64();
  return left.to_number<double>() == right.to_number<double>();
}

}  // namespace

std::optional<json::value> parsed(std::string_view text) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = deepest;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error) return std::nullopt;
  return value;
}

std::optional<json::object> parsed_object(std::string_view text) {
  auto value = parsed(text);
  if (!value || !value->is_object()) return std::nullopt;
  return value->get_object();
}

bool equal(const json::value& left, const json::value& right) {
  if (left.is_number() && right.is_number()) return equal_numbers(left, right);
  if (left.kind() != right.kind()) return false;
  if (const auto* object = left.if_object()) {
    const auto& other = right.get_object();
    return object->size() == other.size() &&
           std::all_of(object->begin(), object->end(), [&](const auto& member) {
             const auto* found = other.if_contains(member.key());
             return found != nullptr && equal(member.value(), *found);
           });
  }
  if (const auto* list = left.if_array()) {
    const auto& other = right.get_array();
    return std::equal(list->begin(), list->end(), other.begin(), other.end(), equal);
  }
  return left == right;
}

std::string text_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(json::string_view(key.data(), key.size()));
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

std::optional<std::int64_t> integer_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(json::string_view(key.data(), key.size()));
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::vector<json::object> list_at(const json::object& object, std::string_view key) {
  std::vector<json::object> out;
  const auto* value = object.if_contains(json::string_view(key.data(), key.size()));
  if (value == nullptr || !value->is_array()) return out;
  for (const auto& element : value->get_array())
    if (element.is_object()) out.push_back(element.get_object());
  return out;
}

std::vector<std::string> raw_elements(std::string_view text, std::string_view key) {
  std::vector<std::string> out;
  std::size_t at = after_blanks(text, text.find('{') + 1);
  while (at < text.size() && text[at] == '"') {
    const std::size_t key_end = end_of_value(text, at);
    const bool wanted = text.substr(at + 1, key_end - at - 2) == key;
    std::size_t value = after_blanks(text, after_blanks(text, key_end) + 1);  // past the colon
    if (wanted && text[value] == '[') {
      std::size_t element = after_blanks(text, value + 1);
      while (element < text.size() && text[element] != ']') {
        const std::size_t end = end_of_value(text, element);
        out.push_back(without_line_ends(text.substr(element, end - element)));
        const std::size_t next = after_blanks(text, end);
        element = next < text.size() && text[next] == ',' ? after_blanks(text, next + 1) : next;
      }
      return out;
    }
    const std::size_t next = after_blanks(text, end_of_value(text, value));
    if (next >= text.size() || text[next] != ',') break;
    at = after_blanks(text, next + 1);
  }
  return out;
}

}  // namespace tansiq::conformance

#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansiq::conformance {

namespace json = boost::json;

/// The value of a JSON text, or nothing when it is not JSON.
std::optional<json::value> parsed(std::string_view text);

/// The object of a JSON text, or nothing when it is not JSON or not an object.
std::optional<json::object> parsed_object(std::string_view text);

/// Equal as JSON: the order of keys and the spelling of numbers (1, 1.0, 1e0) do not matter.
bool equal(const json::value& left, const json::value& right);

/// The string under a key; empty when there is none or it is no string.
std::string text_at(const json::object& object, std::string_view key);

/// The integer under a key, or nothing.
std::optional<std::int64_t> integer_at(const json::object& object, std::string_view key);

/// The objects in the list under a key; empty when there is none.
std::vector<json::object> list_at(const json::object& object, std::string_view key);

/// The elements of the list under a top-level key as the very bytes that stand in `text`, blanks between
/// tokens included (line ends outside strings left out). `text` must be a valid JSON object.
std::vector<std::string> raw_elements(std::string_view text, std::string_view key);

}  // namespace tansiq::conformance

#pragma once

#include <string>
#include <string_view>

#include "stix/json/value.h"

namespace tansiq::stix::json {

/// Appends a value in canonical form (RFC 8785).
void append(std::string& out, const Value& value);

/// Appends a string with its quotes, escaping as little as RFC 8785 section 3.2.2.2 asks.
void append_string(std::string& out, std::string_view text);

/// Appends a finite number as ECMAScript writes it (RFC 8785 section 3.2.2.3, ECMA-262 Number::toString).
void append_number(std::string& out, double number);

}  // namespace tansiq::stix::json

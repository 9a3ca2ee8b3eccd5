#pragma once

#include <string>
#include <string_view>

namespace tansiq::base {

/// A random UUID (RFC 9562, version 4) in lower case.
std::string random_uuid();

/// A name-based UUID (RFC 9562, version 5) of `name` in the namespace `ns`, which must itself be a UUID.
/// STIX 2.1 (section 2.9) makes the identifiers of cyber-observable objects so.
std::string uuid_v5(std::string_view ns, std::string_view name);

/// Whether `text` is a UUID of RFC 9562's layout: 8-4-4-4-12 hexadecimal digits in either case, any version.
bool is_uuid(std::string_view text);

/// The version digit of a UUID, or 0 where `text` is none or its variant is not the RFC's.
int uuid_version(std::string_view text);

}  // namespace tansiq::base

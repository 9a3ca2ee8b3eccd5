#pragma once

#include <string>
#include <string_view>

namespace tansiq::stix {

/// The deterministic identifier of a cyber-observable (STIX 2.1 section 2.9): the version 5 UUID of
/// `contributing`, the canonical form of an object of its contributing properties (of several hashes only the
/// first of MD5, SHA-1, SHA-256, SHA-512). Whoever describes the same observable gets the same identifier.
std::string observable_id(std::string_view type, std::string_view contributing);

}  // namespace tansiq::stix

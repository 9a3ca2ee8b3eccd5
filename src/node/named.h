#pragma once

/// What the name index is told of a record.

#include <optional>
#include <string>
#include <string_view>

#include "names/names.h"

namespace tansiq::node {

/// Reads the names of a person, an organisation or a place out of a STIX object: `identity`, `threat-actor`,
/// `intrusion-set` and `location`, with the `person` extension where there is one. `id` becomes the record's
/// id in the index. Nothing where the object bears no name that can be compared, or was revoked. Names beyond
/// the index's bounds are left out. Pure.
std::optional<names::Record> named(std::string_view id, std::string_view type, std::string_view object);

/// The object types that may bear names.
inline constexpr std::string_view named_types[] = {"identity", "threat-actor", "intrusion-set", "location"};

}  // namespace tansiq::node

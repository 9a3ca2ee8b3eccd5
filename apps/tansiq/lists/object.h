#pragma once

/// An entity of a list as a STIX 2.1 identity with the person extension, and how a later state of it follows
/// the one that is held.

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "lists/entity.h"

namespace tansiq::lists {

/// The person extension of docs/records.md.
inline constexpr std::string_view person_extension =
    "extension-definition--cd1f9071-8c28-4103-a33f-2698c9c0cf47";

/// Where an object keeps the digest of what the list said when it was imported: by it a re-import tells what
/// changed in the list from what officers changed since.
inline constexpr std::string_view digest_property = "x_list_digest";

/// The id of an entry's object: "identity--" and the version 5 UUID (RFC 9562) of the list's name, the
/// entry's id and, from the first return on, how often the entry came back after it was withdrawn: nothing
/// can follow a revoked object, so an entry that returns needs an id of its own. Fields are separated by
/// U+000A, which no name of a list holds. Every installation makes the same id of the same entry.
std::string object_id(std::string_view list, std::string_view entry_id, unsigned generation);

/// The object without `created` and `modified`. `role` is one of the person extension's.
boost::json::object object_of(const Entity& entity, std::string_view list, std::string_view role,
                              unsigned generation);

/// The SHA-256 of what an object says, in hexadecimal digits: of its canonical text without id, created,
/// modified, digest and role, which are not the list's to say.
std::string digest_of(const boost::json::object& object);

/// What the next version of a held object says: `held` with all that the list tells replaced by `wanted`.
/// What officers added beside it stays: other properties, other extensions, other external references, and
/// the role.
boost::json::object follow(const boost::json::object& held, const boost::json::object& wanted,
                           std::string_view list);

/// The id that `list` gives the entity of a held object; empty where it is not of that list.
std::string entry_id_of(const boost::json::object& held, std::string_view list);

}  // namespace tansiq::lists

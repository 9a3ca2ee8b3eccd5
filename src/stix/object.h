#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "stix/problem.h"

namespace tansiq::stix {

/// The version of STIX that an object is written in. An object other than a cyber-observable that does not
/// say is 2.0 (STIX 2.1 section 3.2).
enum class Spec { v2_0, v2_1 };

/// "2.0" or "2.1".
std::string_view name_of(Spec spec);

/// The version of every object that has none: cyber-observables and other objects without `modified` and
/// `created`. Correcting one of those is a recall and a new object, so one fixed text serves them all.
inline constexpr std::string_view unversioned_version = "1970-01-01T00:00:00.000Z";

/// A version as a text that sorts bytewise in order of time: the fraction without trailing zeros, no Z. Two
/// timestamps of the same instant give the same key. `version` must be a STIX timestamp or
/// `unversioned_version`.
std::string version_key(std::string_view version);

/// One object that was read and found right: its canonical bytes, and the few properties that others look at.
struct Object {
  std::string bytes;    ///< the whole object in canonical form (RFC 8785); this is stored, hashed and served
  std::string id;       ///< as it stands in the object
  std::string type;     ///< as it stands in the object
  std::string version;  ///< `modified`, else `created`, as they stand there, else `unversioned_version`
  Spec spec = Spec::v2_1;
  std::string created_by_ref;  ///< the author that the object claims; empty where it claims none
  bool revoked = false;
  std::string lang;               ///< RFC 5646 tag of its texts; empty where it does not say
  std::vector<Problem> warnings;  ///< what the specification advises against; the object stands all the same

  bool operator==(const Object&) const = default;
};

/// One object that was refused, with everything that is wrong with it. Its id, type and version are given as
/// far as they could be read.
struct Rejected {
  std::size_t index = 0;  ///< its place in the input, counted from 0
  std::string id;
  std::string type;
  std::string version;
  std::vector<Problem> problems;  ///< warnings among them
};

}  // namespace tansiq::stix

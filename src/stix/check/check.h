#pragma once

#include <vector>

#include "stix/json/value.h"
#include "stix/object.h"

namespace tansiq::stix::check {

/// Holds one object against the specification and adds what is wrong to `problems`. Returns the version of
/// STIX that it was held against: the one that it states; else 2.1 for cyber-observables and for types
/// that 2.0 did not have, and 2.0 for the others (STIX 2.1 section 3.2). Linear in the size of the object.
Spec object(const json::Value& object, std::vector<Problem>& problems);

/// Holds what a bundle has beside its objects against section 8.
void bundle(const json::Value& bundle, bool has_objects, std::vector<Problem>& problems);

}  // namespace tansiq::stix::check

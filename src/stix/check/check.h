#pragma once

#include <string>
#include <vector>

#include "stix/json/value.h"
#include "stix/object.h"

namespace tansiq::stix::check {

/// Holds one object against the specification and adds what is wrong to `problems`. `wrapped` is the version
/// of STIX that the bundle around it states, which counts for an object that states none itself. Returns the
/// version that the object was held against.
Spec object(const json::Value& object, Spec wrapped, std::vector<Problem>& problems);

}  // namespace tansiq::stix::check

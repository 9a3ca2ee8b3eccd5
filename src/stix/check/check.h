#pragma once

#include <vector>

#include "stix/json/value.h"
#include "stix/object.h"
#include "stix/tables/tables.h"

namespace tansiq::stix::check {

/// What an object was held against.
struct Checked {
  Spec spec = Spec::v2_1;
  const tables::Structure* table = nullptr;  ///< of its type; nullptr where it is no JSON object

  /// The text of a property that its table knows and that was checked, else empty: a property of that name on
  /// another type is a custom one and means something else.
  [[nodiscard]] std::string_view text_of(const json::Value& object, std::string_view name) const;
  [[nodiscard]] bool is_true(const json::Value& object, std::string_view name) const;
};

/// Holds one object against the specification and adds what is wrong to `problems`. It is held against the
/// version of STIX that it states; else against 2.1 for cyber-observables and for types that 2.0 did not
/// have, and 2.0 for the others (STIX 2.1 section 3.2). Linear in the size of the object.
Checked object(const json::Value& object, std::vector<Problem>& problems);

/// Holds what a bundle has beside its objects against section 8.
void bundle(const json::Value& bundle, bool has_objects, std::vector<Problem>& problems);

}  // namespace tansiq::stix::check

#pragma once

#include <string>
#include <vector>

namespace tansiq::stix {

/// One thing that is wrong with an object, said so that its author can mend it.
struct Problem {
  std::string pointer;   ///< where, as a JSON pointer (RFC 6901) into the object; empty for the object itself
  std::string what;      ///< what is wrong, one clause without a full stop
  std::string expected;  ///< what would be right; may be empty where that is plain
  bool warning = false;  ///< true: the specification only advises against it, and the object is taken

  /// "pointer: what; expected", leaving out what is empty.
  [[nodiscard]] std::string text() const;

  bool operator==(const Problem&) const = default;
};

/// Whether one of them refuses the object.
bool refuses(const std::vector<Problem>& problems);

}  // namespace tansiq::stix

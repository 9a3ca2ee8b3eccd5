#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace tansiq::stix {

/// The canonical form of any JSON text (RFC 8785): no white space, members sorted by the UTF-16 code units of
/// their names, numbers as ECMAScript writes them, the fewest escapes. The same value has one canonical form
/// whatever way it was written, and canonical(canonical(x)) == canonical(x).
///
/// Refused, because another reader might see another value: a name that stands twice in an object, an integer
/// beyond ±(2^53-1) in whatever notation, a lone surrogate, a number that no double holds, invalid UTF-8, a
/// byte order mark. Refused for safety: nesting beyond `depth` (at most 1,000).
///
/// Allocates a parser at each call: a loop over many texts should use Reader.
base::Result<std::string> canonical(std::string_view json, std::size_t depth = 64);

}  // namespace tansiq::stix

#pragma once

#include <cstddef>
#include <string_view>

#include "base/error.h"

namespace tansiq::base {

/// Whether `bytes` are well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing beyond U+10FFFF.
bool is_utf8(std::string_view bytes);

/// Whether a text that people write into a field of one line may be kept and shown: UTF-8, at most `most`
/// bytes, without control characters (C0, DEL, C1, line and paragraph separators) and without the characters
/// that change the direction of what stands around them (U+061C, U+200E, U+200F, U+202A..U+202E,
/// U+2066..U+2069), which make one name look like another. `where` names the field in the error.
Result<> check_line(std::string_view text, std::size_t most, std::string_view where);

}  // namespace tansiq::base

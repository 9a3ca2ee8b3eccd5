#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace tansiq::base {

/// An instant in UTC to the microsecond, as this system stores and compares them.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

/// Where an act gets its time from; tests put their own in. Must be callable from any thread.
using Clock = std::function<Time()>;

/// The clock of the machine. Never called by a pure part.
Time system_now();

/// Reads an RFC 3339 date-time in UTC ("2026-05-01T10:00:00.123456Z"), the form that STIX 2.1 (section 2.14)
/// and TAXII 2.1 (section 2) share: upper-case T and Z, any number of fraction digits. Digits beyond the
/// microsecond are cut off. A leap second (:60) is accepted and read as the first instant of the next minute.
Result<Time> parse_time(std::string_view text);

/// Writes an instant as RFC 3339 in UTC with `digits` (0 to 6) fraction digits, cutting off the rest.
std::string format_time(Time time, int digits = 6);

}  // namespace tansiq::base

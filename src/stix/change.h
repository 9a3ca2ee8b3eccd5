#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"
#include "stix/object.h"
#include "stix/reader.h"

namespace tansiq::stix {

/// Makes the next version of an object. `changes` is a JSON object in the manner of a merge patch (RFC 7396):
/// what it names is set, null removes. `modified` becomes max(now, previous + 1 ms), so that versions of one
/// object never share a time nor go back, whatever the clock does.
///
/// Refused: an object without versions (recall it and make a new one), a revoked one (STIX 2.1 section 3.6),
/// a change of type, id, created, created_by_ref, spec_version or modified, a change that alters nothing, and
/// whatever the check of the result refuses. Revoking is an act of its own: see revoke().
base::Result<Object> next_version(Reader& reader, const Object& previous, std::string_view changes,
                                  base::Time now);

/// Makes the version that withdraws an object: the same properties, `revoked` true, `modified` as above.
base::Result<Object> revoke(Reader& reader, const Object& previous, base::Time now);

}  // namespace tansiq::stix

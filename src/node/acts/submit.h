#pragma once

#include <string>
#include <string_view>

#include "node/node.h"

namespace tansiq::node::acts {

struct HandingIn {
  std::string collection;    ///< id or alias
  std::string_view content;  ///< a TAXII envelope; lives until submit() returns
};

/// More than this of one caller's does not wait at once.
inline constexpr std::int64_t most_waiting_objects = 20'000;
inline constexpr std::int64_t most_waiting_bytes = std::int64_t{256} << 20;

/// Takes objects into quarantine, where nobody finds them before an officer adopts them. The answer is the
/// same whatever the node holds: each valid object is a success, the same one of the same caller that waits
/// already is kept once. Durable when this returns. Fault::not_found and forbidden (the collection),
/// too_large (what the caller has waiting), unsupported (no envelope), invalid (broken).
Result<store::Submission> submit(Node& node, const Actor& actor, const HandingIn& handing_in);

}  // namespace tansiq::node::acts

#pragma once

#include <optional>

#include "node/node.h"

namespace tansiq::node::acts {

/// What checking the whole journal found.
struct Verified {
  std::int64_t entries = 0;               ///< that were checked
  base::Digest head{};                    ///< hash of the last good one
  std::optional<std::int64_t> broken_at;  ///< the first entry that does not hold; nothing: all hold
  std::string what;                       ///< and why
};

/// Checks every link and commitment of the journal, from its first entry to this act's own. Costs reading all
/// of it, on a snapshot: nothing else waits.
Result<Verified> verify_journal(Node& node, const Actor& actor);

}  // namespace tansiq::node::acts

#pragma once

/// How acts come into the journal.

#include <cstdint>
#include <string>
#include <string_view>

#include "journal/journal.h"
#include "node/node.h"
#include "node/rules.h"

namespace tansiq::node {

/// The journal's entry of an act. `subject` is the id of the object where the act is about one (so that
/// erasing the object reaches the entry), else what the act is about; `detail` holds no secret and no
/// content.
journal::Act entry_of(const Actor& actor, const Rule& rule, std::string_view subject, std::string detail);

/// Puts an entry into the journal by itself and returns its number when it is durable. For acts that only
/// read.
Result<std::int64_t> enter(Node& node, const journal::Act& entry);

}  // namespace tansiq::node

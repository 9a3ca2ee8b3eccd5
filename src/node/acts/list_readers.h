#pragma once

#include <vector>

#include "node/partners/readers.h"

namespace tansiq::node::acts {

/// All TAXII readers, in the order in which they were added.
Result<std::vector<ReaderShown>> list_readers(Node& node, const Actor& actor);

}  // namespace tansiq::node::acts

#pragma once

#include <cstdint>
#include <string>

#include "node/acts/list_faults.h"

namespace tansiq::node::acts {

/// Goes on with a partner after an officer has looked at a fault. Where the fault stopped the pair, the
/// partner is asked again at once from where the inbox stands; what is still wrong raises it anew. The fault
/// stays in the list as cleared. `number` is the fault's among this partner's. Fault::not_found: no such
/// fault stands. Fault::invalid: no reason is given.
Result<FaultShown> clear_fault(Node& node, const Actor& actor, const std::string& partner,
                               std::int64_t number, const std::string& reason);

}  // namespace tansiq::node::acts

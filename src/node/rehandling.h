#pragma once

/// Giving a record that is held another handling, inside a write.

#include <cstdint>

#include "handling/handling.h"
#include "node/held.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

/// Keeps the handling, which must be in normal form, for this version and puts what was released of the
/// object on the queue of decisions to be made anew: nobody waits for what follows at its holders.
Result<> rehandle(store::Transaction& transaction, Outgoing& outgoing, const HeldRecord& record,
                  const handling::Handling& normal, std::int64_t act);

}  // namespace tansiq::node

#pragma once

#include <cstddef>
#include <cstdint>

#include "store/store.h"

namespace tansiq::node {

/// Takes back all that came from a partner above a number of an epoch, because a revoked key signed it: the
/// content of records is overwritten, acceptances and versions of cells that came so count no longer, and the
/// numbers are free for what the partner signs anew. The bodies of the envelopes, which hold no content, are
/// kept as evidence. Returns how many envelopes it was.
base::Result<std::size_t> set_aside(store::Transaction& transaction, const store::EnvelopeName& above,
                                    std::int64_t act);

}  // namespace tansiq::node

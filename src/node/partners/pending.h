#pragma once

/// Orders to release that wait for a second officer. Each is a few papers of kind `order` under its id: the
/// first says who ordered what for whom, the others list the records that wait, some hundred each.

#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "node/partners/ordering.h"

namespace tansiq::node {

struct PendingOrder {
  ReadyOrder order;  ///< records in the versions that were ordered
  std::string case_id;
  Time since;
};

/// Keeps those records of one commit of an order for which only a second officer is missing.
Result<> keep_waiting(store::Transaction& transaction, const ReadyOrder& order, const journal::Act& entry,
                      std::size_t first, const std::vector<Outcome>& outcomes, std::int64_t act);

/// All orders that wait, the oldest first; records included.
Result<std::vector<PendingOrder>> pending_orders(store::Reader& reader);
/// Fault::not_found.
Result<PendingOrder> pending_order(store::Reader& reader, std::string_view order);

/// It waits no more.
Result<> forget_pending(store::Transaction& transaction, std::string_view order);

}  // namespace tansiq::node

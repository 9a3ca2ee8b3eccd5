#pragma once

/// Taking a batch that holds into the store, inside the write that moves the inbox.

#include <cstdint>
#include <string_view>
#include <vector>

#include "node/node.h"
#include "node/partners/arriving.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

/// The collection in which the records of partners lie, keyed by originator. Made when the first one comes.
inline constexpr std::string_view received_alias = "received";

/// Its number; nothing where nothing came yet.
Result<std::optional<std::int64_t>> received_collection(store::Reader& reader);

/// What a batch did.
struct Taken {
  std::size_t records = 0;    ///< that are held now and were not before
  std::size_t renewed = 0;    ///< that were held and have new conditions
  std::size_t conflicts = 0;  ///< other content for a key that is held; refused
  std::size_t recalls = 0;    ///< orders to remove something, noted to be carried out
  std::size_t late = 0;       ///< records that came after their recall and were let go at once
};

/// Stores every envelope and what follows from it: records with their handling, what receipts say of our
/// releases, orders and questions as papers. An arrival that only the store can refuse (a conflict) is
/// refused here.
Result<Taken> take(Node& node, store::Transaction& transaction, Outgoing& outgoing, const Peer& sender,
                   std::vector<Arrival>& arrivals, std::int64_t act);

}  // namespace tansiq::node

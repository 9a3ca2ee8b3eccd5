#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exchange/receipt.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// One envelope that came, as its recipient knows it.
struct InboxLine {
  std::string partner;  ///< label of who sent it
  std::uint64_t epoch = 0, number = 0;
  exchange::Kind kind = exchange::Kind::record;
  std::string originator;   ///< label of whose it is; differs from the partner where it was passed on
  std::string id, version;  ///< of a record
  Time received;
  std::string refused;  ///< why its content was not taken; empty: it was
  std::optional<Time> opened, purged;
};

/// Which part of what came is asked for.
struct InboxPage {
  std::string partner;      ///< by name or id; empty: of everybody, the last `limit` of each
  std::uint64_t after = 0;  ///< numbers behind this, of the epoch that is followed
  std::size_t limit = 100;
};

/// What came from partners and what this node stated about it. Fault::not_found.
Result<std::vector<InboxLine>> list_inbox(Node& node, const Actor& actor, const InboxPage& page);

}  // namespace tansiq::node::acts

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "exchange/receipt.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// One envelope that went out, as its sender knows it.
struct OutboxLine {
  std::string partner;  ///< its label
  std::uint64_t epoch = 0, number = 0;
  exchange::Kind kind = exchange::Kind::record;
  std::string id, version;  ///< of a record
  Time sent;
  exchange::Fate fate = exchange::Fate::released;
  std::string reason;    ///< of a refusal; of a recall its deadline
  bool erased = false;   ///< its content is gone
  std::int64_t act = 0;  ///< journal entry under which it went
};

/// Which part of an outbox is asked for.
struct OutboxPage {
  std::string partner;      ///< by name or id; empty: of everybody, the last `limit` of each
  std::uint64_t after = 0;  ///< numbers behind this, of the epoch that is served
  std::size_t limit = 100;
};

/// What went to partners, with its fate at this time. Fault::not_found.
Result<std::vector<OutboxLine>> list_outbox(Node& node, const Actor& actor, const OutboxPage& page);

/// Who holds what of an object: every recipient, version and fate, by partner and number.
Result<std::vector<OutboxLine>> list_receipts(Node& node, const Actor& actor, const std::string& id);

}  // namespace tansiq::node::acts

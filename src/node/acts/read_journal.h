#pragma once

#include <vector>

#include "node/node.h"

namespace tansiq::node::acts {

/// What oversight asks the journal.
struct JournalQuestion {
  store::JournalFilter filter;  ///< at most Limits::page entries are given
  std::size_t newest = 0;       ///< not 0: so many of the newest entries, instead of filter.from
};

struct JournalPage {
  std::vector<journal::Entry> entries;  ///< in their order; the salts are for no eyes outside
  bool more = false;
};

/// Shows entries of the journal. The reading is itself an entry, and durable before anything is shown.
Result<JournalPage> read_journal(Node& node, const Actor& actor, const JournalQuestion& question);

}  // namespace tansiq::node::acts

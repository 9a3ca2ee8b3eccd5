#pragma once

/// TAXII readers as officers see them, and the collection in which callers hand in objects.

#include <optional>
#include <string>

#include "node/node.h"
#include "node/partners/directory.h"

namespace tansiq::node {

struct ReaderShown {
  std::string name;     ///< of the partner
  std::string service;  ///< 64 digits
  std::string country;
  std::string account;
  std::string collection;  ///< id; under it alone the reader sees what it was given
  Purpose purpose;         ///< standing
  Time added;
  std::optional<Time> expires;
  bool disabled = false;
  bool suspended = false;
  std::uint64_t released = 0;  ///< number of its last release
};

Result<ReaderShown> reader_shown(store::Reader& snapshot, const Peer& reader);

/// The number of the collection `submissions`, which is made where there is none yet.
Result<std::int64_t> ensure_submissions(store::Transaction& transaction);

}  // namespace tansiq::node

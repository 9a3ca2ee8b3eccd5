#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "load/connection.h"
#include "load/figures.h"

namespace tansiq::load {

/// Settings of a measurement; each mode uses some.
struct Settings {
  Target target;
  std::size_t objects = 50000;  ///< ingest: in all; visible: how many; pages: at most (0: to the end)
  std::size_t envelope = 1000;  ///< objects in one POST
  std::size_t connections = 1;
  std::size_t page = 1000;  ///< limit of a page
  std::size_t repeat = 3;
  std::int64_t pid = 0;  ///< of the server, for its memory and processor time; 0: not known
  std::uint64_t seed = 0;
};

/// Stores `objects` new indicators, `envelope` in each POST, over `connections` at once, each waiting for its
/// 202.
base::Result<Result> ingest(const Settings& settings);

/// POSTs single objects and reads by added_after until each is seen, one after the other: the time from the
/// start of the POST to the end of the page that has the object.
base::Result<Result> visible(const Settings& settings);

/// Walks the collection from its start by `next`.
base::Result<Result> pages(const Settings& settings);

/// Resident memory of the server.
base::Result<Result> memory(const Settings& settings);

}  // namespace tansiq::load

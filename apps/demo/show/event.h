#pragma once

/// What the nodes of the demo cell say of themselves, as `tansiq follow --json` prints it.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/base.h"

namespace tansiq::demo {

/// One line of one node.
struct Event {
  std::size_t city = 0;  ///< whose node said it: its place in the list of cities
  base::Time time;       ///< by that node's clock
  std::string what;      ///< "released", "delivered", "received", ...
  std::string partner;   ///< that node's label for the other service
  std::string kind;      ///< of the envelopes: "record", "receipt", ...
  std::uint64_t from = 0, to = 0;
  std::uint64_t count = 0;
  std::int64_t latency_us = 0;
  std::string detail;
};

/// Reads a line. Fault::invalid where it is none.
base::Result<Event> read_event(std::size_t city, std::string_view line);

/// The event as one sentence for people: "12 records go to paris (5-16)".
std::string sentence(const Event& event);

}  // namespace tansiq::demo

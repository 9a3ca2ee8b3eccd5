#pragma once

#include <functional>
#include <string>
#include <vector>

#include "suite.h"

namespace tansiq::conformance {

/// Whether a walk goes on by the server's token or by the date of the last record.
enum class By { next, added_after };

/// What a walk over a listing saw.
struct Walk {
  std::vector<std::string> keys;  ///< "id version" in the order they came, repetitions included
  std::size_t pages = 0;
  std::string last_date;  ///< X-TAXII-Date-Added-Last of the last page that had one
  std::string trouble;    ///< why it ended before the end; empty when `more` became false

  [[nodiscard]] bool finished() const { return trouble.empty(); }
};

/// Called with each page.
using EachPage = std::function<void(const Page&)>;

/// Pages through `path` from its start until the server says that nothing more remains (TAXII 2.1 §3.5).
/// `query` stays the same on each page, as the specification asks for `next`; by added_after it is the date
/// that moves on.
Walk walk(Client& client, const std::string& path, Headers query, By by, std::size_t limit,
          const EachPage& each = {});

/// Keys that stand in a walk more than once, and keys of `wanted` that it lacks.
std::vector<std::string> repeated(const Walk& walk);
std::vector<std::string> missing(const Walk& walk, const std::vector<std::string>& wanted);

/// Notes a finding unless the walk finished, repeated nothing and has every one of `wanted`. `what` names it.
bool expect_exact(Outcome& outcome, const Walk& walk, const std::vector<std::string>& wanted,
                  const std::string& what);

/// "id version" of stored objects.
std::vector<std::string> keys_of(const std::vector<json::object>& objects);

}  // namespace tansiq::conformance

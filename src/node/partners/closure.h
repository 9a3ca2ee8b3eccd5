#pragma once

/// In which order records go out together.

#include <cstddef>
#include <string>
#include <vector>

namespace tansiq::node {

/// A record and the ids that stand in it.
struct Naming {
  std::string id;
  std::vector<std::string> names;
};

/// Places of the records in an order in which each comes after those that it names, except where they name
/// each other in a circle; else as they were. O(records + names).
std::vector<std::size_t> named_first(const std::vector<Naming>& records);

}  // namespace tansiq::node

#include "node/partners/closure.h"

#include <string_view>
#include <unordered_map>

namespace tansiq::node {

std::vector<std::size_t> named_first(const std::vector<Naming>& records) {
  std::unordered_multimap<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < records.size(); ++i) places.emplace(records[i].id, i);
  // Depth first, without recursion: a chain of references may be as long as the list.
  struct Step {
    std::size_t place;
    std::size_t next = 0;  ///< which of its names comes next
  };
  std::vector<bool> seen(records.size(), false);
  std::vector<std::size_t> sequence;
  sequence.reserve(records.size());
  std::vector<Step> path;
  const auto enter = [&](std::size_t place) {
    if (seen[place]) return;
    seen[place] = true;
    path.push_back({place});
  };
  for (std::size_t start = 0; start < records.size(); ++start) {
    enter(start);
    while (!path.empty()) {
      const auto at = path.size() - 1;
      const auto& names = records[path[at].place].names;
      if (path[at].next == names.size()) {
        sequence.push_back(path[at].place);
        path.pop_back();
        continue;
      }
      const auto [begin, end] = places.equal_range(names[path[at].next++]);
      for (auto it = begin; it != end; ++it) enter(it->second);
    }
  }
  return sequence;
}

}  // namespace tansiq::node

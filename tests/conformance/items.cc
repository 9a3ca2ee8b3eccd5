#include "items.h"

#include <algorithm>
#include <chrono>

namespace tansiq::conformance {
namespace {

Line tried(Suite& suite, const Item& item) {
  const auto start = std::chrono::steady_clock::now();
  Line line{item.number, item.level, item.statement, item.reference, item.approximated, item.check(suite), 0};
  line.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return line;
}

}  // namespace

std::vector<Item> all_items() {
  std::vector<Item> all;
  for (auto* group : {transport_items, access_items, discovery_items, collection_items, object_items,
                      filter_items, paging_items, writing_items, error_items}) {
    const auto items = group();
    all.insert(all.end(), items.begin(), items.end());
  }
  return all;
}

std::vector<Line> run(Suite& suite, const std::vector<Item>& items) {
  std::vector<Line> lines;
  for (const bool last : {false, true})
    for (const auto& item : items)
      if (item.last == last) lines.push_back(tried(suite, item));
  std::sort(lines.begin(), lines.end(),
            [](const Line& left, const Line& right) { return left.number < right.number; });
  return lines;
}

}  // namespace tansiq::conformance

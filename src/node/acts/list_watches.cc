#include "node/acts/list_watches.h"

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<std::vector<WatchShown>> list_watches(Node& node, const Actor& actor, std::size_t limit) {
  if (auto may = permit(actor, rules::list_watches); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::list_watches, "watches", {})); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  auto rules = watch_rules(**reader);
  if (!rules) return fail(rules);
  std::vector<WatchShown> all;
  for (auto& rule : *rules) {
    auto hits = watch_hits(**reader, rule.id, 0);
    if (!hits) return fail(hits);
    const auto found = hits->size();
    if (found > limit) hits->erase(hits->begin(), hits->end() - static_cast<std::ptrdiff_t>(limit));
    const bool in_force = desk::in_force(rule, node.clock());
    all.push_back({std::move(rule), in_force, *std::move(hits), found});
  }
  return all;
}

}  // namespace tansiq::node::acts

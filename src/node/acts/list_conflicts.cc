#include "node/acts/list_conflicts.h"

#include <algorithm>

#include "node/held.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<std::vector<store::Conflict>> list_conflicts(Node& node, const Actor& actor,
                                                    const std::string& collection,
                                                    const std::string& id_or_empty, std::size_t limit) {
  if (auto may = permit(actor, rules::inspect); !may) return fail(may);
  CollectionAccess where;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    auto found = find(**reader, actor, collection, Need::read);
    if (!found) return fail(found);
    where = std::move(*found);
  }
  const auto& subject = id_or_empty.empty() ? where.collection.id : id_or_empty;
  if (auto entered = enter(node, entry_of(actor, rules::inspect, subject, "conflicts")); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto number = where.collection.number;
  auto conflicts = (*reader)->conflicts(number, id_or_empty, std::min(limit, node.limits.page));
  if (!conflicts) return fail(conflicts);
  return without_hidden(**reader, number, std::move(*conflicts), node.clock());
}

}  // namespace tansiq::node::acts

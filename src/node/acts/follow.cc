#include "node/acts/follow.h"

#include "node/journaling.h"
#include "node/partners/happenings.h"

namespace tansiq::node::acts {

Result<std::uint64_t> follow(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::list_exchange); !may) return base::fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::list_exchange, {}, "follow, live")); !entered)
    return base::fail(entered);
  return node.happenings->newest();
}

}  // namespace tansiq::node::acts

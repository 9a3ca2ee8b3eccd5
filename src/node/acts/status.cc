#include "node/acts/status.h"

#include "node/rules.h"

namespace tansiq::node::acts {

using base::fail;

Result<Status> status(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::status); !may) return fail(may);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto totals = (*reader)->totals();
  if (!totals) return fail(totals);
  return Status{node.clock(), *totals, node.store.load()};
}

}  // namespace tansiq::node::acts

#include "node/acts/remove_watch.h"

#include "node/duty/watch_book.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<> remove_watch(Node& node, const Actor& actor, const std::string& id, const std::string& reason) {
  if (auto may = permit(actor, rules::remove_watch); !may) return may;
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return checked;
  return node.store.write(reason.size(), [&](store::Transaction& transaction) -> Result<> {
    const auto rule = watch_rule(transaction, id);
    if (!rule) return fail(rule);
    if (const auto act = transaction.append(entry_of(actor, rules::remove_watch, id, reason)); !act)
      return fail(act);
    return drop_watch(transaction, id);
  });
}

}  // namespace tansiq::node::acts

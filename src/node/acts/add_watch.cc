#include "node/acts/add_watch.h"

#include <fmt/format.h>

#include "node/duty/watch_book.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<desk::WatchRule> add_watch(Node& node, const Actor& actor, const WatchWanted& wanted) {
  if (auto may = permit(actor, rules::add_watch); !may) return fail(may);
  desk::WatchRule rule;
  rule.id = base::random_uuid();
  rule.sought = wanted.sought;
  rule.value = wanted.value;
  rule.purpose = actor.purpose.purpose;
  rule.basis = actor.purpose.basis;
  rule.case_id = actor.purpose.case_id;
  rule.made_by = actor.name;
  rule.expires = wanted.expires;
  if (auto checked = desk::check(rule, node.clock()); !checked) return fail(checked);
  auto written = node.store.write(rule.value.size(), [&](store::Transaction& transaction) -> Result<> {
    // What is sought is the searched data, which the law on access logs wants journaled.
    const auto act = transaction.append(entry_of(
        actor, rules::add_watch, rule.id,
        fmt::format("{} {}, until {}", name_of(rule.sought), rule.value, base::format_time(rule.expires))));
    if (!act) return fail(act);
    return keep_watch(transaction, rule, *act);
  });
  if (!written) return fail(written);
  return rule;
}

}  // namespace tansiq::node::acts

#include "node/acts/confirm_watch.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/duty/watch_book.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<desk::WatchRule> confirm_watch(Node& node, const Actor& actor, const std::string& id) {
  if (auto may = permit(actor, rules::confirm_watch); !may) return fail(may);
  desk::WatchRule confirmed;
  auto written = node.store.write(0, [&](store::Transaction& transaction) -> Result<> {
    auto rule = watch_rule(transaction, id);
    if (!rule) return fail(rule);
    if (!rule->confirmed_by.empty())
      return fail(Fault::conflict, fmt::format("{} has confirmed it already", rule->confirmed_by), "id");
    if (rule->made_by == actor.name)
      return fail(Fault::forbidden, "who made a watch rule does not confirm it", "id",
                  "another officer does");
    const auto now = transaction.now();
    if (rule->expires <= now) return fail(Fault::conflict, "it has expired", "id", "make it anew");
    rule->confirmed_by = actor.name;
    if (auto checked = desk::check(*rule, now); !checked) return checked;
    const auto act =
        transaction.append(entry_of(actor, rules::confirm_watch, rule->id, "made by " + rule->made_by));
    if (!act) return fail(act);
    const auto others = watch_rules(transaction);
    if (!others) return fail(others);
    const bool first = std::none_of(others->begin(), others->end(),
                                    [&](const desk::WatchRule& other) { return desk::in_force(other, now); });
    // While no rule was in force nothing was looked at, and a rule looks at what comes from now on.
    if (first)
      if (auto put = transaction.put_setting(watched_setting, std::to_string(now.time_since_epoch().count()));
          !put)
        return put;
    confirmed = *rule;
    return keep_watch(transaction, confirmed, *act);
  });
  if (!written) return fail(written);
  return confirmed;
}

}  // namespace tansiq::node::acts

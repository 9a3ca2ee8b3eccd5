#include "node/acts/recall.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

Result<RecallOrder> order_of(const RecallWanted& wanted, Time now) {
  if (auto checked = base::check_line(wanted.reason, most_line_bytes, "reason"); !checked)
    return fail(checked);
  RecallOrder order;
  order.id = wanted.id;
  order.versions = wanted.versions;
  order.replacement = wanted.replacement;
  if (!wanted.replacement.empty()) {
    order.action = exchange::Recall::Action::replace;
    if (std::find(wanted.versions.begin(), wanted.versions.end(), wanted.replacement) !=
        wanted.versions.end())
      return fail(Fault::invalid, "the version that stays is among those that go", "replacement");
  }
  order.reason = wanted.reason;
  order.deadline = wanted.deadline.value_or(now + usual_deadline);
  if (order.deadline <= now)
    return fail(Fault::invalid, "the deadline has passed", "deadline", "a time to come; usually three days");
  return order;
}

}  // namespace

Result<RecallDone> recall(Node& node, const Actor& actor, const RecallWanted& wanted) {
  if (auto may = permit(actor, rules::recall); !may) return fail(may);
  const auto order = order_of(wanted, node.clock());
  if (!order) return fail(order);
  RecallDone done;
  done.deadline = order->deadline;
  auto written =
      commit(node, wanted.id.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto entry =
            transaction.append(entry_of(actor, rules::recall, wanted.id,
                                        fmt::format("{} until {}{}{}", exchange::name_of(order->action),
                                                    base::format_time(order->deadline),
                                                    wanted.reason.empty() ? "" : ": ", wanted.reason)));
        if (!entry) return fail(entry);
        const auto sent = send_recall(transaction, outgoing, *order, *entry);
        if (!sent) return fail(sent);
        if (sent->holders.empty())
          return fail(Fault::not_found, "no partner holds any of it", "id",
                      "tansiq receipts ID shows who did");
        done.releases = sent->releases;
        for (const auto holder : sent->holders)
          if (const auto* peer = outgoing.directory().find(holder))
            done.holders.emplace(holder, peer->label());
        return {};
      });
  if (!written) return fail(written);
  return done;
}

}  // namespace tansiq::node::acts

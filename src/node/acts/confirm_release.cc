#include "node/acts/confirm_release.h"

#include <fmt/format.h>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<ReleaseDone> confirm_release(Node& node, const Actor& actor, const std::string& order,
                                    const std::string& reason) {
  if (auto may = permit(actor, rules::confirm_release); !may) return fail(may);
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return fail(checked);
  PendingOrder pending;
  ReleaseDone done;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    auto found = pending_order(**reader, order);
    if (!found) return fail(found);
    pending = std::move(*found);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    const auto& recipients = pending.order.recipients;
    if (recipients.cell)
      if (const auto* cell = (*directory)->cell(*recipients.cell)) done.cell = cell->label;
    for (const auto number : recipients.partners)
      if (const auto* peer = (*directory)->find(number)) done.partners.emplace(number, peer->label());
  }
  if (pending.order.by.by == actor.name)
    return fail(Fault::forbidden, "a second officer is one other than who gave the order", "order",
                "somebody else confirms it: tansiq order confirm " + order);
  pending.order.by.second_officer = actor.name;
  if (!reason.empty()) pending.order.reason = reason;

  const auto& records = pending.order.records;
  const auto entry =
      entry_of(actor, rules::confirm_release, records.size() == 1 ? records.front().id : order, {});
  std::size_t left = records.size();
  const auto partners = std::max<std::size_t>(1, pending.order.recipients.partners.size());
  // The papers go with the last commit: an order that breaks off waits on, and repeating it repeats nothing.
  auto ordering = carry_out(node, pending.order, entry,
                            [&](store::Transaction& transaction, std::size_t,
                                const std::vector<Outcome>& outcomes, std::int64_t) -> Result<> {
                              const auto part = outcomes.size() / partners;
                              if (part < left) return left -= part, Result<>();
                              return forget_pending(transaction, order);
                            });
  if (!ordering) return fail(ordering);
  done.ordering = std::move(*ordering);
  return done;
}

Result<> drop_release(Node& node, const Actor& actor, const std::string& order, const std::string& reason) {
  if (auto may = permit(actor, rules::confirm_release); !may) return fail(may);
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return checked;
  return node.store.write(0, [&](store::Transaction& transaction) -> Result<> {
    const auto pending = pending_order(transaction, order);
    if (!pending) return fail(pending);
    const auto act =
        transaction.append(entry_of(actor, rules::confirm_release, order,
                                    fmt::format("dropped{}{}", reason.empty() ? "" : ": ", reason)));
    if (!act) return fail(act);
    return forget_pending(transaction, order);
  });
}

Result<PendingReleases> list_pending(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::list_exchange); !may) return fail(may);
  if (auto entered =
          enter(node, entry_of(actor, rules::list_exchange, "orders", "that wait for a second officer"));
      !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  auto orders = pending_orders(**reader);
  if (!orders) return fail(orders);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  PendingReleases releases{std::move(*orders), {}, {}};
  for (const auto* peer : (*directory)->partners()) releases.partners.emplace(peer->number(), peer->label());
  for (const auto& [id, cell] : (*directory)->cells()) releases.cells.emplace(id, cell.label);
  return releases;
}

}  // namespace tansiq::node::acts

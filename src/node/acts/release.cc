#include "node/acts/release.h"

#include <fmt/format.h>
#include <set>

#include "node/journaling.h"
#include "node/partners/pending.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// Most properties that an order leaves out.
constexpr std::size_t most_cuts = 64;

Result<> check(const ReleaseOrder& order) {
  if (auto checked = base::check_line(order.reason, most_line_bytes, "reason"); !checked) return checked;
  if (order.cut.size() > most_cuts)
    return fail(Fault::too_large, fmt::format("more than {} cuts", most_cuts), "cut");
  for (const auto& pointer : order.cut) {
    if (auto checked = base::check_line(pointer, most_line_bytes, "cut"); !checked) return checked;
    if (!pointer.starts_with('/'))
      return fail(Fault::invalid, fmt::format("'{}' is no JSON pointer", pointer), "cut",
                  "/description, /labels/1");
  }
  return {};
}

}  // namespace

Result<ReleaseDone> release(Node& node, const Actor& actor, const ReleaseOrder& order) {
  if (auto may = permit(actor, rules::release); !may) return fail(may);
  if (auto checked = check(order); !checked) return fail(checked);

  ReadyOrder ready;
  ReleaseDone done;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    auto recipients = find_recipients(**directory, order.addressees);
    if (!recipients) return fail(recipients);
    auto records = find_records(**reader, actor, order.records);
    if (!records) return fail(records);
    ready.records = std::move(*records);
    ready.recipients = std::move(*recipients);
    if (ready.recipients.cell) done.cell = (*directory)->cell(*ready.recipients.cell)->label;
    for (const auto number : ready.recipients.partners)
      done.partners.emplace(number, (*directory)->find(number)->label());
  }
  ready.order = base::random_uuid();
  const std::set<std::string> cut(order.cut.begin(), order.cut.end());
  ready.by = {actor.name, false, {}, {cut.begin(), cut.end()}};
  ready.purpose = {actor.purpose.purpose, actor.purpose.basis};
  ready.reason = order.reason;

  // An entry about one object is found with it, and erased with it.
  const auto subject = order.records.ids.size() == 1 ? order.records.ids.front() : ready.order;
  auto entry = entry_of(actor, rules::release, subject, {});
  if (order.dry_run) {
    auto rehearsed = rehearse(node, ready);
    if (!rehearsed) return fail(rehearsed);
    entry.detail = fmt::format("dry run: {} records for {} partners", ready.records.size(),
                               ready.recipients.partners.size());
    if (auto entered = enter(node, entry); !entered) return fail(entered);
    done.ordering = std::move(*rehearsed);
    return done;
  }
  auto ordering = carry_out(
      node, ready, entry,
      [&](store::Transaction& transaction, std::size_t first, const std::vector<Outcome>& outcomes,
          std::int64_t act) { return keep_waiting(transaction, ready, entry, first, outcomes, act); });
  if (!ordering) return fail(ordering);
  done.ordering = std::move(*ordering);
  return done;
}

}  // namespace tansiq::node::acts

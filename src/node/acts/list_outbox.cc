#include "node/acts/list_outbox.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/named_partner.h"
#include "node/partners/recalling.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

/// More releases of one object are not listed.
constexpr std::size_t most_receipts = 10'000;

OutboxLine line_of(const store::ReleaseView& release, const Directory& directory, Time now) {
  const auto* peer = directory.find(release.name.service);
  return {peer != nullptr ? peer->label() : std::string(),
          release.name.epoch,
          release.name.number,
          release.kind,
          std::string(release.id),
          std::string(release.version),
          release.added,
          fate_at(release.fate, release.reason, now),
          std::string(release.reason),
          release.salt.empty(),
          release.act};
}

}  // namespace

Result<std::vector<OutboxLine>> list_outbox(Node& node, const Actor& actor, const OutboxPage& page) {
  if (auto may = permit(actor, rules::list_exchange); !may) return fail(may);
  if (auto entered =
          enter(node, entry_of(actor, rules::list_exchange, page.partner.empty() ? "outbox" : page.partner,
                               fmt::format("outbox after {}, {} lines", page.after, page.limit)));
      !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  std::vector<const Peer*> partners = (*directory)->partners();
  if (!page.partner.empty()) {
    const auto peer = partner_named(**directory, page.partner);
    if (!peer) return fail(peer);
    partners = {*peer};
  }
  std::vector<OutboxLine> lines;
  for (const auto* peer : partners) {
    const auto end = (*reader)->exchange().outbox(peer->number());
    if (!end) return fail(end);
    auto after = page.after;
    if (page.partner.empty() && end->number > page.limit) after = std::max(after, end->number - page.limit);
    std::size_t count = 0;
    const auto visited = (*reader)->exchange().visit_outbox(
        {peer->number(), end->epoch, after}, [&](const store::ReleaseView& release) {
          if (count++ == page.limit) return false;
          lines.push_back(line_of(release, **directory, node.clock()));
          return true;
        });
    if (!visited) return fail(visited);
  }
  return lines;
}

Result<std::vector<OutboxLine>> list_receipts(Node& node, const Actor& actor, const std::string& id) {
  if (auto may = permit(actor, rules::list_exchange); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::list_exchange, id, "receipts")); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  std::vector<OutboxLine> lines;
  const auto visited = (*reader)->exchange().visit_releases(id, [&](const store::ReleaseView& release) {
    lines.push_back(line_of(release, **directory, node.clock()));
    return lines.size() < most_receipts;
  });
  if (!visited) return fail(visited);
  return lines;
}

}  // namespace tansiq::node::acts

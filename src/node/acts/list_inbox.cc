#include "node/acts/list_inbox.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/named_partner.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

InboxLine line_of(const store::ArrivalView& arrival, const Directory& directory) {
  const auto label = [&](store::ServiceNumber number) {
    const auto* peer = directory.find(number);
    return peer != nullptr ? peer->label() : std::string();
  };
  return {label(arrival.name.service),
          arrival.name.epoch,
          arrival.name.number,
          arrival.kind,
          label(arrival.originator),
          std::string(arrival.id),
          std::string(arrival.version),
          arrival.received,
          std::string(arrival.refused),
          arrival.opened,
          arrival.purged};
}

}  // namespace

Result<std::vector<InboxLine>> list_inbox(Node& node, const Actor& actor, const InboxPage& page) {
  if (auto may = permit(actor, rules::list_exchange); !may) return fail(may);
  if (auto entered =
          enter(node, entry_of(actor, rules::list_exchange, page.partner.empty() ? "inbox" : page.partner,
                               fmt::format("inbox after {}, {} lines", page.after, page.limit)));
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
  std::vector<InboxLine> lines;
  for (const auto* peer : partners) {
    if (peer->is_reader()) continue;
    const auto end = (*reader)->exchange().inbox(peer->number());
    if (!end) return fail(end);
    auto after = page.after;
    if (page.partner.empty() && end->number > page.limit) after = std::max(after, end->number - page.limit);
    std::size_t count = 0;
    const auto visited = (*reader)->exchange().visit_inbox({peer->number(), end->epoch, after},
                                                           [&](const store::ArrivalView& arrival) {
                                                             if (count++ == page.limit) return false;
                                                             lines.push_back(line_of(arrival, **directory));
                                                             return true;
                                                           });
    if (!visited) return fail(visited);
  }
  return lines;
}

}  // namespace tansiq::node::acts

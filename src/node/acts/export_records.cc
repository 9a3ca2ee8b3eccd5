#include "node/acts/export_records.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/access.h"
#include "node/held.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<Consulted> export_records(Node& node, const Actor& actor, const ExportPage& page,
                                 const std::function<bool(const store::RecordView&)>& visitor) {
  if (auto may = permit(actor, rules::export_records); !may) return fail(may);
  store::Collection collection;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    auto where = find(**reader, actor, page.collection, Need::read);
    if (!where) return fail(where);
    collection = std::move(where->collection);
  }
  store::Filter filter;
  filter.added_after = page.added_after;
  filter.versions = {.first = false, .last = page.last_versions, .all = !page.last_versions, .exact = {}};
  filter.specs = {stix::Spec::v2_0, stix::Spec::v2_1};
  filter.review = current_at(node.clock());
  filter.limit = std::min(page.limit, node.limits.page);
  const std::string detail =
      fmt::format("{} versions, up to {} records{}", page.last_versions ? "last" : "all", filter.limit,
                  page.added_after ? " after " + base::format_time(*page.added_after) : "");
  if (auto entered = enter(node, entry_of(actor, rules::export_records, collection.id, detail)); !entered)
    return fail(entered);

  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  Consulted consulted;
  const auto more = (*reader)->visit(collection.number, filter, [&](const store::RecordView& record) {
    if (!visitor(record)) return false;
    ++consulted.count;
    if (!consulted.first_added) consulted.first_added = record.added;
    consulted.last_added = record.added;
    return true;
  });
  if (!more) return fail(more);
  consulted.more = *more;
  return consulted;
}

}  // namespace tansiq::node::acts

#include "node/acts/consult.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "node/access.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<Consulted> consult(Node& node, const Actor& actor, const Consultation& consultation,
                          const std::function<bool(const store::RecordView&)>& visitor) {
  if (auto may = permit(actor, rules::consult); !may) return fail(may);
  std::int64_t collection = 0;
  std::string subject;
  {
    // A snapshot of its own: what is shown must be read after the journal says so, and nothing older.
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto access = find(**reader, actor, consultation.collection, Need::read);
    if (!access) return fail(access);
    collection = access->collection.number;
    subject = access->collection.id;
  }
  const auto& ids = consultation.filter.ids;
  std::string detail = consultation.detail;
  if (ids.size() == 1) {
    detail = fmt::format("{} in {}", detail, subject);
    subject = ids.front();
  }
  if (auto entered = enter(node, entry_of(actor, rules::consult, subject, std::move(detail))); !entered)
    return fail(entered);

  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  Consulted consulted;
  store::Filter filter = consultation.filter;
  filter.limit = std::min(filter.limit, node.limits.page);
  const auto more = (*reader)->visit(collection, filter, [&](const store::RecordView& record) {
    if (!visitor(record)) return false;
    ++consulted.count;
    if (!consulted.first_added) consulted.first_added = record.added;
    consulted.last_added = record.added;
    return true;
  });
  if (!more) return fail(more);
  consulted.more = *more;
  if (consulted.count == 0 && ids.size() == 1) {
    const auto held = (*reader)->holds(collection, ids.front());
    if (!held) return fail(held);
    consulted.held = *held;
  }
  return consulted;
}

}  // namespace tansiq::node::acts

#include "node/acts/set_handling.h"

#include <fmt/format.h>

#include "node/duty/thread_book.h"
#include "node/journaling.h"
#include "node/rehandling.h"

namespace tansiq::node::acts {

using base::fail;

Result<handling::Handling> set_handling(Node& node, const Actor& actor, const Which& which,
                                        const handling::Handling& handling, const std::string& reason) {
  if (auto may = permit(actor, rules::set_handling); !may) return fail(may);
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return fail(checked);
  const auto match = match_of(which.version);
  if (!match) return fail(match);
  auto normal = handling::normal(handling);
  if (!normal) return normal;
  std::int64_t collection = 0;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto where = holder_of(**reader, actor, which.collection, which.id, Need::read);
    if (!where) return fail(where);
    collection = where->collection.number;
  }
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto record = load(transaction, collection, which.id, *match, false);
    if (!record) return fail(record);
    if (!record->has_value()) return not_held(which.id);
    const auto act = transaction.append(
        entry_of(actor, rules::set_handling, which.id,
                 fmt::format("version {}{}{}", (*record)->version, reason.empty() ? "" : ": ", reason)));
    if (!act) return fail(act);
    return rehandle(transaction, outgoing, **record, *normal, *act);
  });
  if (!written) return fail(written);
  if (makes_threads(which.id)) node.threads->forget();
  return normal;
}

}  // namespace tansiq::node::acts

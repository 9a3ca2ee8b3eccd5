#include "node/acts/set_handling.h"

#include <fmt/format.h>

#include "node/duty/thread_book.h"
#include "node/journaling.h"
#include "node/partners/outgoing.h"

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
  const store::Handling kept{handling::render(*normal), normal->review};
  std::int64_t collection = 0;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto where = holder_of(**reader, actor, which.collection, which.id, Need::read);
    if (!where) return fail(where);
    collection = where->collection.number;
  }
  auto written =
      commit(node, kept.json.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto record = load(transaction, collection, which.id, *match, false);
        if (!record) return fail(record);
        if (!record->has_value()) return not_held(which.id);
        const auto act = transaction.append(
            entry_of(actor, rules::set_handling, which.id,
                     fmt::format("version {}{}{}", (*record)->version, reason.empty() ? "" : ": ", reason)));
        if (!act) return fail(act);
        const auto interned = transaction.intern(kept);
        if (!interned) return fail(interned);
        if (auto set = transaction.set_handling((*record)->number, *interned, *act); !set) return set;
        // Nobody waits for what follows from it at its holders: it is decided anew in a write of its own.
        const auto released = transaction.released(which.id);
        if (!released) return fail(released);
        if (!*released) return {};
        return outgoing.queue({.number = 0,
                               .due = transaction.now(),
                               .id = which.id,
                               .recipient = store::own_service,
                               .cause = "handling"});
      });
  if (!written) return fail(written);
  if (makes_threads(which.id)) node.threads->forget();
  return normal;
}

}  // namespace tansiq::node::acts

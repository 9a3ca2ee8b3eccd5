#include "node/rehandling.h"

#include <fmt/format.h>

#include "node/access.h"
#include "node/duty/thread_book.h"
#include "node/held.h"
#include "node/journaling.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

Result<handling::Handling> handling_kept(store::Reader& reader, std::int64_t number) {
  if (number == 0) return handling::Handling{};
  const auto kept = reader.handling(number);
  if (!kept) return fail(kept);
  if (!*kept) return fail(Fault::internal, "a record's handling is missing");
  return handling::parse((*kept)->json);
}

}  // namespace

Result<handling::Handling> rehandle(Node& node, const Actor& actor, const Rule& rule, const Rehandled& which,
                                    std::string_view what, const std::string& reason,
                                    const ChangeHandling& change) {
  if (auto may = permit(actor, rule); !may) return fail(may);
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return fail(checked);
  const std::string id(which.id);
  const auto match = match_of(which.version);
  if (!match) return fail(match);
  std::int64_t collection = 0;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto where = holder_of(**reader, actor, which.collection, id, Need::read);
    if (!where) return fail(where);
    collection = where->collection.number;
  }
  handling::Handling changed;
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto record = load(transaction, collection, id, *match, false);
    if (!record) return fail(record);
    if (!record->has_value()) return not_held(id);
    auto handling = handling_kept(transaction, (*record)->handling);
    if (!handling) return fail(handling);
    auto wanted = change(*std::move(handling));
    if (!wanted) return fail(wanted);
    auto normal = handling::normal(*wanted);
    if (!normal) return fail(normal);
    changed = *std::move(normal);
    const auto act = transaction.append(entry_of(
        actor, rule, id,
        fmt::format("version {}{}{}{}", (*record)->version, what, reason.empty() ? "" : ": ", reason)));
    if (!act) return fail(act);
    const auto interned = transaction.intern({handling::render(changed), changed.review});
    if (!interned) return fail(interned);
    if (auto set = transaction.set_handling((*record)->number, *interned, *act); !set) return set;
    const auto released = transaction.released(id);
    if (!released) return fail(released);
    if (!*released) return {};
    return outgoing.queue({.number = 0,
                           .due = transaction.now(),
                           .id = id,
                           .recipient = store::own_service,
                           .cause = "handling"});
  });
  if (!written) return fail(written);
  if (makes_threads(id)) node.threads->forget();
  return changed;
}

}  // namespace tansiq::node

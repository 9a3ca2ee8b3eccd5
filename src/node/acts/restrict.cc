#include "node/acts/restrict.h"

#include <fmt/format.h>

#include "node/duty/thread_book.h"
#include "node/journaling.h"
#include "node/rehandling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

Result<handling::Handling> handling_of(store::Reader& reader, std::int64_t number) {
  if (number == 0) return handling::Handling{};
  const auto kept = reader.handling(number);
  if (!kept) return fail(kept);
  if (!*kept) return fail(Fault::internal, "a record's handling is missing");
  return handling::parse((*kept)->json);
}

/// Puts a reason into the handling, or (empty) takes it out.
Result<handling::Handling> change(Node& node, const Actor& actor, const Which& which,
                                  const std::string& restricted, const std::string& reason) {
  if (auto may = permit(actor, rules::restrict); !may) return fail(may);
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return fail(checked);
  const auto match = match_of(which.version);
  if (!match) return fail(match);
  std::int64_t collection = 0;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto where = holder_of(**reader, actor, which.collection, which.id, Need::read);
    if (!where) return fail(where);
    collection = where->collection.number;
  }
  handling::Handling changed;
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto record = load(transaction, collection, which.id, *match, false);
    if (!record) return fail(record);
    if (!record->has_value()) return not_held(which.id);
    auto handling = handling_of(transaction, (*record)->handling);
    if (!handling) return fail(handling);
    if (restricted.empty() && handling->restricted.empty())
      return fail(Fault::not_found, "it is not restricted", "id");
    handling->restricted = restricted;
    auto normal = handling::normal(*handling);
    if (!normal) return fail(normal);
    changed = *std::move(normal);
    const auto act = transaction.append(
        entry_of(actor, rules::restrict, which.id,
                 fmt::format("version {} {}: {}", (*record)->version,
                             restricted.empty() ? "restricted no more" : "restricted", reason)));
    if (!act) return fail(act);
    return rehandle(transaction, outgoing, **record, changed, *act);
  });
  if (!written) return fail(written);
  if (makes_threads(which.id)) node.threads->forget();
  return changed;
}

}  // namespace

Result<handling::Handling> restrict(Node& node, const Actor& actor, const Which& which,
                                    const std::string& reason) {
  if (reason.empty())
    return fail(Fault::invalid, "a record is restricted for a reason", "reason", "who disputes what");
  return change(node, actor, which, reason, reason);
}

Result<handling::Handling> lift_restriction(Node& node, const Actor& actor, const Which& which,
                                            const std::string& reason) {
  return change(node, actor, which, {}, reason);
}

}  // namespace tansiq::node::acts

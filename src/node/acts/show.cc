#include "node/acts/show.h"

#include <fmt/format.h>

#include "node/journaling.h"
#include "node/leads.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// More versions or conflicts of one object are not counted.
constexpr std::size_t most_counted = 1000;

}  // namespace

Result<Shown> show(Node& node, const Actor& actor, const Which& which, PastReview past) {
  const Rule& rule = past == PastReview::shown ? rules::review : rules::inspect;
  if (auto may = permit(actor, rule); !may) return fail(may);
  const auto match = match_of(which.version);
  if (!match) return fail(match);
  const std::string what = fmt::format("show {}", which.version.empty() ? "last" : which.version);
  if (auto entered = enter(node, entry_of(actor, rule, which.id, what)); !entered) return fail(entered);

  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  auto where = holder_of(**reader, actor, which.collection, which.id, Need::read);
  if (!where) return fail(where);
  const std::int64_t collection = where->collection.number;
  const auto review = past == PastReview::shown ? store::ReviewMatch{} : current_at(node.clock());
  auto record = load(**reader, collection, which.id, *match, true, review);
  if (!record) return fail(record);
  if (!record->has_value())
    return tl::unexpected<base::Error>(why_not_found(**reader, collection, which.id, *match));

  Shown shown{std::move(*where), std::move(**record), {}, 0, 0, {}};
  if (shown.record.handling != 0) {
    const auto handling = (*reader)->handling(shown.record.handling);
    if (!handling) return fail(handling);
    if (!handling->has_value()) return fail(Fault::internal, "a record's handling is missing");
    auto parsed = handling::parse((*handling)->json);
    if (!parsed) return fail(parsed);
    shown.handling = std::move(*parsed);
  }
  const auto versions = load_versions(**reader, collection, which.id, most_counted, review);
  if (!versions) return fail(versions);
  shown.versions = versions->size();
  const auto conflicts = (*reader)->conflicts(collection, which.id, most_counted);
  if (!conflicts) return fail(conflicts);
  shown.conflicts = conflicts->size();
  const auto collections = all_of(**reader, actor, Need::read);
  if (!collections) return fail(collections);
  auto same = same_person_for(**reader, *collections, which.id);
  if (!same) return fail(same);
  shown.same_as = std::move(*same);
  return shown;
}

}  // namespace tansiq::node::acts

#include "node/acts/history.h"

#include <algorithm>
#include <set>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

bool only_reads(const journal::Entry& entry) {
  return entry.act.act == rules::consult.act || entry.act.act == rules::inspect.act;
}

/// The entries that are about the object, and those of the acts that added or changed its versions: an act on
/// many objects does not name each of them.
Result<std::vector<journal::Entry>> acts_on(store::Reader& reader, std::string_view id,
                                            const History& history, std::size_t most) {
  store::JournalFilter about;
  about.subject = id;
  about.limit = most;
  auto entries = reader.journal(about);
  if (!entries) return entries;
  std::set<std::int64_t> missing;
  for (const auto& version : history.versions) {
    missing.insert(version.record.act);
    for (const auto& change : version.handling) missing.insert(change.act);
  }
  for (const auto& conflict : history.conflicts) missing.insert(conflict.act);
  for (const auto& entry : *entries) missing.erase(entry.number);
  for (const std::int64_t number : missing) {
    store::JournalFilter one;
    one.from = number;
    one.limit = 1;
    const auto found = reader.journal(one);
    if (!found) return found;
    if (!found->empty() && found->front().number == number) entries->push_back(found->front());
  }
  std::sort(entries->begin(), entries->end(),
            [](const auto& left, const auto& right) { return left.number < right.number; });
  return entries;
}

}  // namespace

Result<History> history(Node& node, const Actor& actor, const Which& which) {
  if (auto may = permit(actor, rules::inspect); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::inspect, which.id, "history")); !entered)
    return fail(entered);

  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto where = holder_of(**reader, actor, which.collection, which.id, Need::read);
  if (!where) return fail(where);
  History history;
  history.where = *where;
  const std::int64_t collection = where->collection.number;
  const std::size_t most = node.limits.page;
  auto versions = load_versions(**reader, collection, which.id, most + 1, current_at(node.clock()));
  if (!versions) return fail(versions);
  if (versions->empty())
    return tl::unexpected<base::Error>(why_not_found(**reader, collection, which.id, {}));
  history.cut = versions->size() > most;
  if (history.cut) versions->pop_back();
  for (auto& version : *versions) {
    auto handling = (*reader)->handling_history(version.number);
    if (!handling) return fail(handling);
    history.versions.push_back({std::move(version), std::move(*handling)});
  }
  auto conflicts = (*reader)->conflicts(collection, which.id, most);
  if (!conflicts) return fail(conflicts);
  auto readable = without_hidden(**reader, collection, std::move(*conflicts), node.clock());
  if (!readable) return fail(readable);
  history.conflicts = std::move(*readable);
  auto acts = acts_on(**reader, which.id, history, most);
  if (!acts) return fail(acts);
  if (!actor.has(Role::oversight)) std::erase_if(*acts, only_reads);
  history.acts = std::move(*acts);
  return history;
}

}  // namespace tansiq::node::acts

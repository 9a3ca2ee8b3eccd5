#include "node/acts/erase.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <vector>

#include "node/access.h"
#include "node/duty/thread_book.h"
#include "node/held.h"
#include "node/journaling.h"
#include "node/leads.h"
#include "node/name_index.h"
#include "node/partners/erased_list.h"
#include "node/partners/recalling.h"
#include "node/partners/taking.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// The collection, where the actor may erase there and may know of the object.
Result<std::int64_t> where_to_erase(Node& node, const Actor& actor, const Erasure& erasure) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  // An officer may by office; an account only where it may both read and write.
  const bool is_officer = actor.kind == store::Principal::Kind::officer;
  const auto access = holder_of(**reader, actor, erasure.collection, erasure.id,
                                is_officer ? Need::read : Need::read_and_write);
  if (!access) return fail(access);
  // What is past its review date, an account cannot know of.
  if (!is_officer) {
    const auto known =
        load_versions(**reader, access->collection.number, erasure.id, 1, current_at(node.clock()));
    if (!known) return fail(known);
    if (known->empty()) return not_held(erasure.id);
  }
  return access->collection.number;
}

/// Whether this service released what stands under this id in the collection. What it received is another's.
Result<bool> was_released_here(store::Reader& reader, std::int64_t collection, const std::string& id) {
  const auto received = received_collection(reader);
  if (!received) return fail(received);
  if (*received == collection) return false;
  return reader.released(id);
}

/// The versions that the erasure names, as a recall names them: none where it is about all.
Result<std::vector<std::string>> versions_named(store::Reader& reader, std::int64_t collection,
                                                const Erasure& erasure) {
  std::vector<std::string> versions;
  if (erasure.versions.all && erasure.specs.empty()) return versions;
  store::Filter filter;
  filter.ids = {erasure.id};
  filter.versions = erasure.versions;
  filter.specs = erasure.specs;
  filter.with_bytes = false;
  const auto visited = reader.visit(collection, filter, [&](const store::RecordView& record) {
    versions.emplace_back(record.version);
    return true;
  });
  if (!visited) return fail(visited);
  if (versions.empty()) return fail(Fault::not_found, "no such version of it is held", "version");
  if (versions.size() > exchange::most_recalled_versions)
    return fail(Fault::invalid, "these are too many single versions of what was released", "version",
                fmt::format("at most {}, or all", exchange::most_recalled_versions));
  return versions;
}

/// Tells everybody who holds it, and overwrites what the outboxes keep of it.
Result<> erase_released(Node& node, store::Transaction& transaction, Outgoing& outgoing,
                        const Erasure& erasure, std::vector<std::string> versions, std::int64_t act,
                        Erased& done) {
  RecallOrder order;
  order.action = exchange::Recall::Action::erase;
  order.id = erasure.id;
  order.versions = std::move(versions);
  order.reason = erasure.reason;
  order.deadline = node.clock() + usual_deadline;
  const auto sent = send_recall(transaction, outgoing, order, act);
  if (!sent) return fail(sent);
  for (const auto holder : sent->holders)
    if (const auto* peer = outgoing.directory().find(holder)) done.holders.push_back(peer->label());
  std::sort(done.holders.begin(), done.holders.end());
  if (!done.holders.empty()) done.deadline = order.deadline;
  const auto* own = outgoing.directory().own();
  if (own == nullptr) return {};
  exchange::Recall covering;
  covering.originator = own->service();
  covering.id = order.id;
  covering.versions = order.versions;
  std::sort(covering.versions.begin(), covering.versions.end());
  const auto kept = kept_releases(transaction, covering);
  if (!kept) return fail(kept);
  const auto gone = transaction.exchange_writer().erase_releases(erasure.id, *kept, act);
  return gone ? Result<>() : fail(gone);
}

/// The versions of an own object that were ever released and go now.
Result<std::vector<exchange::RecordKey>> released_keys(store::Reader& reader, const std::string& id,
                                                       const std::vector<std::string>& versions) {
  std::set<std::string> found;
  const auto visited = reader.exchange().visit_releases(id, [&](const store::ReleaseView& release) {
    const std::string version(release.version);
    if (versions.empty() || std::find(versions.begin(), versions.end(), version) != versions.end())
      found.insert(version);
    return true;
  });
  if (!visited) return fail(visited);
  std::vector<exchange::RecordKey> keys;
  keys.reserve(found.size());
  for (const auto& version : found) keys.push_back({id, version});
  return keys;
}

}  // namespace

Result<Erased> erase(Node& node, const Actor& actor, const Erasure& erasure) {
  if (auto may = permit(actor, rules::erase); !may) return fail(may);
  if (auto checked = base::check_line(erasure.reason, most_line_bytes, "reason"); !checked)
    return fail(checked);
  const auto collection = where_to_erase(node, actor, erasure);
  if (!collection) return fail(collection);
  Erased done;
  auto written =
      commit(node, erasure.id.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto released = was_released_here(transaction, *collection, erasure.id);
        if (!released) return fail(released);
        std::vector<std::string> versions;
        if (*released) {
          if (auto may = permit(actor, rules::erase_released); !may)
            return fail(Fault::forbidden, "this was released to others and cannot just be erased", "id",
                        "a releasing officer erases it with every holder: tansiq record erase ID; or recalls "
                        "it: tansiq recall ID");
          auto named = versions_named(transaction, *collection, erasure);
          if (!named) return fail(named);
          versions = *std::move(named);
        }
        if (*released) {
          // Before the commit: a crash behind it would leave nobody to say it. What is noted for nothing, an
          // officer had ordered all the same.
          const auto keys = released_keys(transaction, erasure.id, versions);
          if (!keys) return fail(keys);
          if (auto noted = note_erased(node, outgoing.directory(), *keys); !noted) return noted;
        }
        const auto entry = transaction.append(
            entry_of(actor, *released ? rules::erase_released : rules::erase, erasure.id, erasure.reason));
        if (!entry) return fail(entry);
        if (*released)
          if (auto told =
                  erase_released(node, transaction, outgoing, erasure, std::move(versions), *entry, done);
              !told)
            return told;
        const auto count =
            transaction.erase(*collection, erasure.id, erasure.versions, erasure.specs, *entry);
        if (!count) return fail(count);
        if (*count == 0) return fail(Fault::not_found, "no such version of it is held", "version");
        done.versions = *count;
        return drop_leads(transaction, erasure.id);
      });
  if (!written) return fail(written);
  if (makes_threads(erasure.id)) node.threads->forget();
  if (node.name_index)
    if (auto forgotten = node.name_index->forget(*collection, erasure.id); !forgotten) return fail(forgotten);
  return done;
}

}  // namespace tansiq::node::acts

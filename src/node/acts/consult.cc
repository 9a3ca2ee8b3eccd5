#include "node/acts/consult.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "node/access.h"
#include "node/held.h"
#include "node/journaling.h"
#include "node/partners/directory.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

/// Gives a record to the visitor and counts it.
bool give(Consulted& consulted, const store::RecordView& record,
          const std::function<bool(const store::RecordView&)>& visitor) {
  if (!visitor(record)) return false;
  ++consulted.count;
  if (!consulted.first_added) consulted.first_added = record.added;
  consulted.last_added = record.added;
  return true;
}

Result<Consulted> visit_records(Node& node, std::int64_t collection, const store::Filter& filter,
                                const std::function<bool(const store::RecordView&)>& visitor) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  Consulted consulted;
  const auto more = (*reader)->visit(
      collection, filter, [&](const store::RecordView& record) { return give(consulted, record, visitor); });
  if (!more) return fail(more);
  consulted.more = *more;
  if (consulted.count == 0 && filter.ids.size() == 1) {
    const auto versions = load_versions(**reader, collection, filter.ids.front(), 1, filter.review);
    if (!versions) return fail(versions);
    consulted.held = !versions->empty();
  }
  return consulted;
}

/// What a TAXII reader is given. Whatever it gets the content of is `fetched`, durably, before it gets it.
Result<Consulted> visit_shelf(Node& node, store::ServiceNumber whose, const store::Filter& filter,
                              const std::function<bool(const store::RecordView&)>& visitor) {
  Consulted consulted;
  std::vector<store::EnvelopeName> fetched;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    const auto* peer = (*directory)->find(whose);
    const bool only_recalls = peer == nullptr || peer->partner.suspended;
    auto& exchange = (*reader)->exchange();
    const auto more = exchange.visit_shelf(
        whose, filter, only_recalls, [&](const store::RecordView& record, const store::ShelfMark& mark) {
          if (!give(consulted, record, visitor)) return false;
          const bool is_news = filter.with_bytes && !mark.fetched;
          if (is_news && (fetched.empty() || fetched.back() != mark.release)) fetched.push_back(mark.release);
          return true;
        });
    if (!more) return fail(more);
    consulted.more = *more;
    if (consulted.count == 0 && filter.ids.size() == 1) {
      const auto held = exchange.shelf_holds(whose, filter.ids.front(), only_recalls);
      if (!held) return fail(held);
      consulted.held = *held;
    }
  }
  if (fetched.empty()) return consulted;
  auto written = node.store.write(
      fetched.size() * sizeof fetched.front(),
      [&](store::Transaction& transaction) { return transaction.exchange_writer().set_fetched(fetched); });
  if (!written) return fail(written);
  return consulted;
}

}  // namespace

Result<Consulted> consult(Node& node, const Actor& actor, const Consultation& consultation,
                          const std::function<bool(const store::RecordView&)>& visitor) {
  const Rule& rule = consultation.past_review ? rules::review : rules::consult;
  if (auto may = permit(actor, rule); !may) return fail(may);
  store::Collection collection;
  std::string subject;
  {
    // A snapshot of its own: what is shown must be read after the journal says so, and nothing older.
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto access = find(**reader, actor, consultation.collection, Need::read);
    if (!access) return fail(access);
    collection = access->collection;
    subject = collection.id;
  }
  const auto& ids = consultation.filter.ids;
  std::string detail = consultation.detail;
  if (ids.size() == 1) {
    detail = fmt::format("{} in {}", detail, subject);
    subject = ids.front();
  }
  if (auto entered = enter(node, entry_of(actor, rule, subject, std::move(detail))); !entered)
    return fail(entered);

  store::Filter filter = consultation.filter;
  filter.limit = std::min(filter.limit, node.limits.page);
  if (collection.kind == store::Collection::Kind::reader)
    return visit_shelf(node, collection.reader, filter, visitor);
  filter.review = current_at(node.clock());
  if (consultation.past_review) filter.review.which = store::ReviewMatch::Which::past;
  return visit_records(node, collection.number, filter, visitor);
}

}  // namespace tansiq::node::acts

#include "node/partners/ordering.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <set>

#include "node/held.h"
#include "node/partners/closure.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

/// Releases in one commit, about. Enough that a commit's fsync is shared, few enough that whoever else writes
/// waits some hundredths of a second.
constexpr std::size_t releases_in_commit = 400;

constexpr std::string_view usual_collection = "records";

/// A record of a selection, with what it names.
struct Found {
  Ordered ordered;
  Naming naming;
};

Found found_of(const store::RecordView& record, std::string version) {
  Found found{{record.collection, record.originator, std::string(record.id), std::move(version)},
              {std::string(record.id), {}}};
  if (const auto view = handling::RecordView::read(std::string(record.bytes)))
    for (const auto& mention : view->mentions()) found.naming.names.push_back(mention.id);
  return found;
}

/// Finds the records of a query.
Result<std::vector<Found>> query_records(store::Reader& reader, const Actor& actor,
                                         const Selection& selection) {
  if (!selection.all && selection.types.empty() && !selection.added_after && selection.imports.empty())
    return fail(Fault::invalid, "the order names no records", "ids",
                "give ids, or types, imports, or a time; or say that all are meant");
  const auto where =
      find(reader, actor, selection.collection.empty() ? usual_collection : selection.collection, Need::read);
  if (!where) return fail(where);
  store::Filter filter;
  filter.types = selection.types;
  filter.added_after = selection.added_after;
  filter.limit = std::numeric_limits<std::size_t>::max();
  std::vector<std::int64_t> imports = selection.imports;
  std::sort(imports.begin(), imports.end());
  if (!imports.empty()) {
    // Its records were added at the instant of the entry or a little later.
    const auto entry =
        reader.journal({.from = imports.front(), .actor = {}, .act = {}, .subject = {}, .limit = 1});
    if (!entry) return fail(entry);
    if (entry->empty() || entry->front().number != imports.front())
      return fail(Fault::not_found, fmt::format("there is no entry {} in the journal", imports.front()),
                  "imports");
    const Time before = entry->front().time - std::chrono::microseconds(1);
    filter.added_after = std::max(filter.added_after.value_or(before), before);
  }
  std::vector<Found> records;
  const auto more = reader.visit(where->collection.number, filter, [&](const store::RecordView& record) {
    if (record.originator != store::own_service) return true;
    if (!imports.empty() && !std::binary_search(imports.begin(), imports.end(), record.act)) return true;
    records.push_back(found_of(record, {}));
    return records.size() <= most_ordered_records;
  });
  if (!more) return fail(more);
  return records;
}

/// Finds the records with these ids.
Result<std::vector<Found>> named_records(store::Reader& reader, const Actor& actor,
                                         const Selection& selection) {
  if (selection.all || !selection.types.empty() || selection.added_after || !selection.imports.empty())
    return fail(Fault::invalid, "the order names records by their ids and by a query", "ids", "one of them");
  const auto match = match_of(selection.version);
  if (!match) return fail(match);
  if (!match->last && selection.ids.size() != 1)
    return fail(Fault::invalid, "a version is meant of one object only", "version");
  std::vector<Found> records;
  std::set<std::string_view> once;
  for (const auto& id : selection.ids) {
    if (!once.insert(id).second) continue;
    const auto where = holder_of(reader, actor, selection.collection, id, Need::read);
    if (!where) return fail(where);
    store::Filter filter;
    filter.ids = {id};
    filter.versions = *match;
    // Where this service and others have the object, it is the own one that is meant.
    std::vector<Found> found;
    const auto more = reader.visit(where->collection.number, filter, [&](const store::RecordView& record) {
      found.push_back(found_of(record, match->last ? std::string() : std::string(record.version)));
      return true;
    });
    if (!more) return fail(more);
    const auto is_own = [](const Found& one) { return one.ordered.originator == store::own_service; };
    if (std::any_of(found.begin(), found.end(), is_own))
      std::erase_if(found, [&](const Found& one) { return !is_own(one); });
    if (found.empty()) return not_held(id);
    std::move(found.begin(), found.end(), std::back_inserter(records));
  }
  return records;
}

/// The recipients as a directory knows them now.
Result<std::vector<const Peer*>> peers_of(const Directory& directory, const Recipients& recipients) {
  std::vector<const Peer*> peers;
  for (const auto number : recipients.partners) {
    const auto* peer = directory.find(number);
    if (peer == nullptr)
      return fail(Fault::not_found, "a partner of this order is no partner any more", "to");
    peers.push_back(peer);
  }
  return peers;
}

Result<Terms> terms_of(const Directory& directory, const ReadyOrder& order) {
  Terms terms{order.by, order.purpose, nullptr};
  if (!order.recipients.cell) return terms;
  terms.cell = directory.cell(*order.recipients.cell);
  if (terms.cell == nullptr)
    return fail(Fault::not_found, "this service does not take part in the cell any more", "cell");
  return terms;
}

/// Decides about the records [first, behind) of an order.
Result<std::vector<Outcome>> decide_part(store::Reader& reader, Questions& questions, Releasing& releasing,
                                         const ReadyOrder& order, const std::vector<const Peer*>& peers,
                                         std::size_t first, std::size_t behind) {
  std::vector<Outcome> outcomes;
  for (std::size_t i = first; i < behind; ++i) {
    const auto& ordered = order.records[i];
    store::Filter filter;
    filter.ids = {ordered.id};
    if (!ordered.version.empty() && !ordered.only_last)
      filter.versions = {.first = false, .last = false, .all = false, .exact = {ordered.version}};
    Result<Subject> subject = fail(Fault::invalid, "this version is held no more");
    const auto more = reader.visit(ordered.collection, filter, [&](const store::RecordView& record) {
      if (record.originator != ordered.originator) return true;
      if (ordered.only_last && record.version != ordered.version)
        subject = fail(Fault::invalid, "a later version came since it was ordered");
      else
        subject = questions.prepare(record);
      return false;
    });
    if (!more) return fail(more);
    if (!subject && subject.error().fault != Fault::invalid) return fail(subject);
    if (!subject) {
      releasing.refuse(ordered.id, ordered.version, subject.error().what, peers, outcomes);
      continue;
    }
    auto taken = releasing.take(*subject, peers);
    if (!taken) return fail(taken);
    std::move(taken->begin(), taken->end(), std::back_inserter(outcomes));
  }
  return outcomes;
}

/// Adds what one part gave, listing as much as is listed.
void add(Ordering& ordering, const Tally& tally, std::vector<Outcome> outcomes) {
  std::array<std::size_t, 4> listed{};
  for (const auto& outcome : ordering.outcomes) ++listed[static_cast<std::size_t>(outcome.kind)];
  ordering.tally += tally;
  for (auto& outcome : outcomes) {
    if (listed[static_cast<std::size_t>(outcome.kind)]++ >= most_listed_outcomes) {
      ordering.complete = false;
      continue;
    }
    ordering.outcomes.push_back(std::move(outcome));
  }
}

/// The cells in which all of these partners take part.
std::vector<exchange::CellId> shared_cells(const Directory& directory,
                                           const std::vector<const Peer*>& peers) {
  std::vector<exchange::CellId> shared;
  for (const auto& [id, cell] : directory.cells())
    if (std::all_of(peers.begin(), peers.end(), [&, &joined = cell](const Peer* peer) {
          return joined.chain.role_of(peer->service()).has_value();
        }))
      shared.push_back(id);
  return shared;
}

}  // namespace

Result<Recipients> find_recipients(const Directory& directory, const Addressees& addressees) {
  if (addressees.to.empty())
    return fail(Fault::invalid, "the order names nobody", "to", "partners, or a cell for all its members");
  Recipients recipients;
  if (!addressees.cell.empty()) {
    const auto* cell = directory.cell(addressees.cell);
    if (cell == nullptr)
      return fail(Fault::not_found, fmt::format("there is no cell '{}'", addressees.cell), "cell",
                  "tansiq cell show lists them");
    recipients.cell = cell->chain.id();
  }
  std::vector<const Peer*> peers;
  for (const auto& name : addressees.to) {
    if (const auto* cell = directory.cell(name)) {
      if (addressees.to.size() > 1 || (recipients.cell && *recipients.cell != cell->chain.id()))
        return fail(Fault::invalid, "a cell is named beside others", "to",
                    "order for one cell, or for partners by name");
      recipients.cell = cell->chain.id();
      peers = members_of(directory, *cell);
      break;
    }
    const auto* peer = directory.find(name);
    if (peer == nullptr || peer->number() == store::own_service)
      return fail(Fault::not_found, fmt::format("there is no partner '{}'", name), "to",
                  "tansiq partner list shows them");
    if (std::find(peers.begin(), peers.end(), peer) == peers.end()) peers.push_back(peer);
  }
  if (!recipients.cell) {
    const auto shared = shared_cells(directory, peers);
    if (shared.size() > 1)
      return fail(Fault::invalid, "they take part in several cells together", "cell", "say in which one");
    if (!shared.empty()) recipients.cell = shared.front();
  }
  for (const auto* peer : peers) recipients.partners.push_back(peer->number());
  return recipients;
}

Result<std::vector<Ordered>> find_records(store::Reader& reader, const Actor& actor,
                                          const Selection& selection) {
  auto records = selection.ids.empty() ? query_records(reader, actor, selection)
                                       : named_records(reader, actor, selection);
  if (!records) return fail(records);
  if (records->size() > most_ordered_records)
    return fail(Fault::too_large,
                fmt::format("the order is about more than {} records", most_ordered_records), "ids",
                "order by type, or by the time of filing");
  std::vector<Naming> naming;
  naming.reserve(records->size());
  for (auto& record : *records) naming.push_back(std::move(record.naming));
  std::vector<Ordered> sorted;
  sorted.reserve(records->size());
  for (const auto place : named_first(naming)) sorted.push_back(std::move((*records)[place].ordered));
  return sorted;
}

Result<Ordering> rehearse(Node& node, const ReadyOrder& order) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto peers = peers_of(**directory, order.recipients);
  if (!peers) return fail(peers);
  const auto terms = terms_of(**directory, order);
  if (!terms) return fail(terms);
  Questions questions(**reader, **directory, node.clock());
  Releasing releasing(questions, *terms, Releasing::Mode::rehearsal);
  auto outcomes = decide_part(**reader, questions, releasing, order, *peers, 0, order.records.size());
  if (!outcomes) return fail(outcomes);
  Ordering ordering;
  ordering.order = order.order;
  ordering.records = order.records.size();
  add(ordering, releasing.tally(), std::move(*outcomes));
  return ordering;
}

Result<Ordering> carry_out(Node& node, const ReadyOrder& order, const journal::Act& entry,
                           const InCommit& in_commit) {
  Ordering ordering;
  ordering.order = order.order;
  ordering.records = order.records.size();
  const std::size_t records_in_commit = std::max<std::size_t>(
      1, releases_in_commit / std::max<std::size_t>(1, order.recipients.partners.size()));
  bool told = false;
  std::size_t first = 0;
  do {
    const std::size_t behind = std::min(first + records_in_commit, order.records.size());
    std::vector<Outcome> outcomes;
    Tally tally;
    const auto committed =
        commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
          const auto& directory = outgoing.directory();
          const auto peers = peers_of(directory, order.recipients);
          if (!peers) return fail(peers);
          const auto terms = terms_of(directory, order);
          if (!terms) return fail(terms);
          Questions questions(transaction, directory, transaction.now());
          Releasing releasing(questions, *terms);
          auto decided = decide_part(transaction, questions, releasing, order, *peers, first, behind);
          if (!decided) return fail(decided);
          auto inputs = releasing.inputs();
          inputs.order = order.order;
          inputs.reason = order.reason;
          auto journaled = entry;
          journaled.detail = render(inputs);
          const auto act = transaction.append(journaled);
          if (!act) return fail(act);
          if (in_commit)
            if (auto done = in_commit(transaction, first, *decided, *act); !done) return done;
          const bool tells = !told && terms->cell != nullptr && releasing.sends_anything();
          if (auto sent = releasing.send(transaction, outgoing, *act); !sent) return sent;
          if (tells)
            if (auto said = tell_observers(outgoing, *terms->cell, "release", transaction.now(), *act); !said)
              return said;
          told = told || tells;
          tally = releasing.tally();
          outcomes = std::move(*decided);
          return {};
        });
    if (!committed) return fail(committed);
    add(ordering, tally, std::move(outcomes));
    first = behind;
  } while (first < order.records.size());
  return ordering;
}

}  // namespace tansiq::node

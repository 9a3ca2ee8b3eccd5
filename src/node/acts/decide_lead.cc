#include "node/acts/decide_lead.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "node/held.h"
#include "node/journaling.h"
#include "node/name_index.h"
#include "stix/change.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;
using Verdict = LeadDecision::Verdict;

constexpr store::VersionMatch last_version{.first = false, .last = true, .all = false, .exact = {}};

Result<stix::Object> relationship_of(const LeadDecision& decision, Time now) {
  const std::string time = base::format_time(now, 3);
  thread_local stix::Reader reader;
  return reader.read_object(boost::json::serialize(boost::json::object{
      {"type", "relationship"},
      {"spec_version", "2.1"},
      {"id", "relationship--" + base::random_uuid()},
      {"created", time},
      {"modified", time},
      {"relationship_type", decision.verdict == Verdict::same ? "duplicate-of" : "distinct-from"},
      {"source_ref", decision.left},
      {"target_ref", decision.right},
      {"description", decision.reason}}));
}

Result<HeldRecord> last_of(store::Reader& reader, std::int64_t collection, std::string_view id,
                           bool with_bytes) {
  auto record = load(reader, collection, id, last_version, with_bytes);
  if (!record) return fail(record);
  if (!record->has_value()) return not_held(id);
  return std::move(**record);
}

/// The object that a decision adds: the relationship, or the revoked version of the one that is taken back.
Result<stix::Object> object_of(store::Transaction& transaction, const LeadDecision& decision,
                               std::int64_t collection, const std::optional<DuplicateLead>& before) {
  const bool decided = before && before->state != DuplicateLead::State::open;
  if (decision.verdict != Verdict::undo) {
    if (decided)
      return fail(Fault::conflict, fmt::format("this pair is decided already: {}", name_of(before->state)),
                  "left", "undo that decision first");
    return relationship_of(decision, transaction.now());
  }
  if (!decided) return fail(Fault::conflict, "there is no decision about this pair", "left");
  const auto held = last_of(transaction, collection, before->record, true);
  if (!held) return fail(held);
  thread_local stix::Reader reader;
  const auto previous = reader.read_object(held->bytes);
  if (!previous) return fail(previous);
  return stix::revoke(reader, *previous, transaction.now());
}

DuplicateLead::State state_after(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
      return DuplicateLead::State::same;
    case Verdict::distinct:
      return DuplicateLead::State::distinct;
    case Verdict::undo:
      break;
  }
  return DuplicateLead::State::open;
}

}  // namespace

Result<DuplicateLead> decide_lead(Node& node, const Actor& actor, const LeadDecision& decision) {
  if (auto may = permit(actor, rules::decide_lead); !may) return fail(may);
  if (decision.reason.empty())
    return fail(Fault::invalid, "no reason is given", "reason", "say what decided it");
  if (auto checked = base::check_line(decision.reason, most_line_bytes, "reason"); !checked)
    return fail(checked);
  if (decision.left == decision.right)
    return fail(Fault::invalid, "both are the same record", "right", "name two records");
  LeadDecision ordered = decision;
  if (ordered.left > ordered.right) std::swap(ordered.left, ordered.right);

  std::int64_t collection = 0;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto where = holder_of(**reader, actor, decision.collection, ordered.left, Need::read_and_write);
    if (!where) return fail(where);
    const auto other = holder_of(**reader, actor, decision.collection, ordered.right, Need::read);
    if (!other) return fail(other);
    collection = where->collection.number;
  }

  DuplicateLead lead;
  auto written = node.store.write(1000, [&](store::Transaction& transaction) -> Result<> {
    auto& exchange = transaction.exchange_writer();
    const std::string subject = lead_subject(ordered.left, ordered.right);
    const auto papers = exchange.papers(lead_paper, subject);
    if (!papers) return fail(papers);
    std::optional<DuplicateLead> before;
    if (!papers->empty()) {
      auto read = read_lead(papers->front().text);
      if (!read) return fail(read);
      before = std::move(*read);
    }
    const auto object = object_of(transaction, ordered, collection, before);
    if (!object) return fail(object);
    lead = before.value_or(DuplicateLead{.left = ordered.left, .right = ordered.right});
    lead.state = state_after(ordered.verdict);
    lead.record = ordered.verdict == Verdict::undo ? std::string() : object->id;
    const auto left = last_of(transaction, collection, ordered.left, false);
    if (left) lead.left_version = left->version;
    const auto right = last_of(transaction, collection, ordered.right, false);
    if (right) lead.right_version = right->version;

    const auto entry = transaction.append(
        entry_of(actor, rules::decide_lead, ordered.left,
                 fmt::format("{} {}: {}", name_of(lead.state), ordered.right, ordered.reason)));
    if (!entry) return fail(entry);
    const auto added =
        transaction.add({.collection = collection, .object = &*object, .handling = {}}, *entry);
    if (!added) return fail(added);
    const auto linked = lead.state == DuplicateLead::State::same
                            ? link_same(exchange, lead.left, lead.right, *entry)
                            : unlink_same(exchange, lead.left, lead.right, *entry);
    if (!linked) return linked;
    return exchange.put(store::Paper{
        .kind = std::string(lead_paper), .subject = subject, .text = render(lead), .act = *entry});
  });
  if (!written) return fail(written);
  return lead;
}

Result<LeadsListed> list_leads(Node& node, const Actor& actor, const LeadListing& listing) {
  if (auto may = permit(actor, rules::list_leads); !may) return fail(may);
  if (auto entered =
          enter(node, entry_of(actor, rules::list_leads, "leads", std::string(name_of(listing.state))));
      !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto collections = all_of(**reader, actor, Need::read);
  if (!collections) return fail(collections);
  const auto papers = (*reader)->exchange().papers(lead_paper, {});
  if (!papers) return fail(papers);
  const auto index = node.name_index ? node.name_index->index() : nullptr;

  /// The record in the index, under whichever collection the actor may read.
  const auto record_of = [&](const std::string& id) -> std::optional<names::Record> {
    for (const auto& access : *collections)
      if (index)
        if (auto record = index->record(NamedKey{access.collection.number, store::own_service, id}.text()))
          return record;
    return std::nullopt;
  };
  const auto review = current_at(node.clock());
  const auto may_read = [&](const std::string& id) {
    for (const auto& access : *collections)
      if (const auto held = load(**reader, access.collection.number, id, {}, false, review);
          held && held->has_value())
        return true;
    return false;
  };

  LeadsListed listed;
  for (const auto& access : *collections) {
    const auto compared = is_compared(**reader, access.collection.number);
    if (!compared) return fail(compared);
    listed.complete = listed.complete && *compared;
  }
  for (const auto& paper : *papers) {
    if (listed.leads.size() == listing.limit) break;
    if (paper.act <= listing.since) continue;
    auto lead = read_lead(paper.text);
    if (!lead) return fail(lead);
    if (lead->state != listing.state || !may_read(lead->left) || !may_read(lead->right)) continue;
    LeadShown one;
    one.lead = std::move(*lead);
    const auto left = record_of(one.lead.left);
    const auto right = record_of(one.lead.right);
    double best = -1;
    if (left && right) {
      for (const auto& mine : left->names) {
        for (const auto& theirs : right->names) {
          const double score = index->pair(mine.text, theirs.text).value_or(-1);
          if (score <= best) continue;
          best = score;
          one.left_name = mine.text;
          one.right_name = theirs.text;
        }
      }
    }
    if (best >= 0)
      if (const auto comparison = index->compare(one.left_name, one.right_name))
        one.explanation = names::explain(one.left_name, one.right_name, *comparison);
    listed.leads.push_back(std::move(one));
  }
  return listed;
}

}  // namespace tansiq::node::acts

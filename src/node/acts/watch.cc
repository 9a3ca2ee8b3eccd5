#include "node/acts/watch.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <vector>

#include "node/duty/watch_book.h"
#include "node/journaling.h"
#include "node/name_index.h"
#include "node/partners/outgoing.h"
#include "node/partners/taking.h"
#include "stix/json/parse.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

constexpr std::size_t at_once = 500;
constexpr std::size_t deepest = 64;
constexpr std::string_view actor = "node";
/// From which score on a name is worth a line on a desk. One part that only one of the two names has leaves
/// about that much, and a name that is watched for is seldom written whole.
constexpr double same_name_score = 0.4;

/// What is to be looked at, and by which rules.
struct Batch {
  std::vector<desk::WatchRule> rules;
  std::vector<WatchHit> hits;
  std::optional<Time> until;  ///< up to where it reaches; nothing: there was nothing
  std::size_t looked_at = 0;
};

std::optional<Time> read_instant(const std::optional<std::string>& text) {
  std::int64_t micros = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), micros).ec != std::errc())
    return {};
  return Time(std::chrono::microseconds(micros));
}

desk::SameName same_name(const Node& node) {
  const auto index = node.name_index ? node.name_index->index() : nullptr;
  return [index](std::string_view sought, std::string_view found) {
    if (sought == found) return true;
    if (!index) return false;
    const auto score = index->pair(sought, found);
    return score && *score >= same_name_score;
  };
}

Result<Batch> look(Node& node) {
  Batch batch;
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  auto rules = watch_rules(**reader);
  if (!rules) return fail(rules);
  const auto now = node.clock();
  std::erase_if(*rules, [&](const desk::WatchRule& rule) { return !desk::in_force(rule, now); });
  if (rules->empty()) return batch;
  batch.rules = *std::move(rules);
  const auto received = received_collection(**reader);
  if (!received) return fail(received);
  if (!*received) return batch;
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto seen = (*reader)->setting(watched_setting);
  if (!seen) return fail(seen);
  store::Filter filter;
  filter.versions.all = true;
  filter.limit = at_once;
  filter.added_after = read_instant(*seen);
  const auto same = same_name(node);
  stix::json::Parser parser;
  const auto visited = (*reader)->visit(**received, filter, [&](const store::RecordView& record) {
    ++batch.looked_at;
    batch.until = record.added;
    if (!parser.parse(record.bytes, deepest)) return true;
    std::vector<stix::Problem> problems;
    const auto mentions = desk::mentions_of(parser.top(problems));
    for (auto& hit : desk::matches(batch.rules, mentions, same, now)) {
      const auto* originator = (*directory)->find(record.originator);
      batch.hits.push_back({0, hit.rule, originator != nullptr ? originator->label() : "?",
                            std::string(record.id), std::string(record.version), hit.pointer, now});
    }
    return true;
  });
  if (!visited) return fail(visited);
  return batch;
}

}  // namespace

Result<WatchDone> watch(Node& node) {
  const auto batch = look(node);
  if (!batch) return fail(batch);
  if (!batch->until) return WatchDone{};
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    for (const auto& hit : batch->hits) {
      journal::Act act;
      act.act = rules::watch.act;
      act.actor = actor;
      act.subject = hit.id;
      act.detail = "rule " + hit.rule;
      const auto entry = transaction.append(act);
      if (!entry) return fail(entry);
      // A rule that was taken away meanwhile finds nothing any more.
      if (!watch_rule(transaction, hit.rule)) continue;
      if (auto kept = keep_hit(transaction, hit, *entry); !kept) return kept;
      outgoing.say(
          {.what = Happening::What::watched, .partner = hit.originator, .count = 1, .detail = hit.rule});
    }
    return transaction.put_setting(watched_setting, std::to_string(batch->until->time_since_epoch().count()));
  });
  if (!written) return fail(written);
  return WatchDone{batch->looked_at, batch->hits.size(), batch->looked_at == at_once};
}

}  // namespace tansiq::node::acts

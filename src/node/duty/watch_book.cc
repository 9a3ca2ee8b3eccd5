#include "node/duty/watch_book.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fmt/format.h>

#include "exchange/fields.h"
#include "node/partners/papers.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using exchange::Fields;
using exchange::Writer;

namespace {

constexpr std::size_t most_paper_bytes = 64 * 1024;
constexpr std::size_t most_text = 4096;
constexpr std::array<std::string_view, 4> sought_names = {"name", "document", "place", "record"};

std::string render(const desk::WatchRule& rule) {
  return Writer()
      .text("basis", rule.basis)
      .text("case", rule.case_id)
      .text("confirmed_by", rule.confirmed_by)
      .time("expires", rule.expires)
      .text("made_by", rule.made_by)
      .text("purpose", rule.purpose)
      .text("sought", name_of(rule.sought))
      .text("value", rule.value)
      .finish();
}

Result<desk::WatchRule> read_rule(const store::Paper& paper) {
  desk::WatchRule rule;
  rule.id = paper.subject;
  const auto done = exchange::read_json(paper.text, most_paper_bytes, [&](const exchange::json::Value& top) {
    Fields fields(top, "watch");
    rule.basis = fields.text("basis", most_text);
    rule.case_id = fields.text("case", most_text, true);
    rule.confirmed_by = fields.text("confirmed_by", most_text, true);
    rule.expires = fields.time("expires");
    rule.made_by = fields.text("made_by", most_text);
    rule.purpose = fields.text("purpose", most_text);
    const auto sought = fields.text("sought", most_text);
    const auto* name = std::find(sought_names.begin(), sought_names.end(), sought);
    if (name == sought_names.end())
      fields.wrong("sought", "no such word");
    else
      rule.sought = static_cast<desk::Sought>(name - sought_names.begin());
    rule.value = fields.text("value", most_text);
    return fields.finish();
  });
  if (!done) return fail(Fault::internal, "a watch rule that was kept does not read back");
  return rule;
}

Result<WatchHit> read_hit(const store::Paper& paper) {
  WatchHit hit;
  hit.number = paper.number;
  hit.rule = paper.subject;
  hit.at = paper.since;
  const auto done = exchange::read_json(paper.text, most_paper_bytes, [&](const exchange::json::Value& top) {
    Fields fields(top, "watch-hit");
    hit.id = fields.text("id", most_text);
    hit.originator = fields.text("originator", most_text);
    hit.pointer = fields.text("pointer", most_text, true);
    hit.version = fields.text("version", most_text);
    return fields.finish();
  });
  if (!done) return fail(Fault::internal, "what a watch rule found does not read back");
  return hit;
}

std::int64_t number_of(std::string_view rule) {
  const auto hash = base::sha256(rule);
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return static_cast<std::int64_t>(number >> 1);
}

}  // namespace

std::string_view name_of(desk::Sought sought) {
  return sought_names.at(static_cast<std::size_t>(sought));
}

Result<std::vector<desk::WatchRule>> watch_rules(store::Reader& reader) {
  const auto papers = reader.exchange().papers(paper::watch, {});
  if (!papers) return fail(papers);
  std::vector<desk::WatchRule> rules;
  for (const auto& paper : *papers) {
    auto rule = read_rule(paper);
    if (!rule) return fail(rule);
    rules.push_back(*std::move(rule));
  }
  return rules;
}

Result<desk::WatchRule> watch_rule(store::Reader& reader, const std::string& id) {
  const auto missing = [&] {
    return fail(Fault::not_found, fmt::format("there is no watch rule '{}'", id), "id", "tansiq watch list");
  };
  if (id.empty()) return missing();
  const auto papers = reader.exchange().papers(paper::watch, id);
  if (!papers) return fail(papers);
  return papers->empty() ? missing() : read_rule(papers->front());
}

Result<> keep_watch(store::Transaction& transaction, const desk::WatchRule& rule, std::int64_t act) {
  return put_paper(transaction, {std::string(paper::watch), rule.id, 1, render(rule), {}, act});
}

Result<> drop_watch(store::Transaction& transaction, const std::string& id) {
  const auto hits = watch_hits(transaction, id, 0);
  if (!hits) return fail(hits);
  for (const auto& hit : *hits)
    if (auto gone = remove_paper(transaction, paper::watch_hit, id, hit.number); !gone) return gone;
  return remove_paper(transaction, paper::watch, id, 1);
}

Result<std::vector<WatchHit>> watch_hits(store::Reader& reader, const std::string& rule, std::int64_t after) {
  const auto papers = reader.exchange().papers(paper::watch_hit, rule);
  if (!papers) return fail(papers);
  std::vector<WatchHit> hits;
  for (const auto& paper : *papers) {
    if (paper.number <= after) continue;
    auto hit = read_hit(paper);
    if (!hit) return fail(hit);
    hits.push_back(*std::move(hit));
  }
  return hits;
}

Result<> keep_hit(store::Transaction& transaction, const WatchHit& hit, std::int64_t act) {
  store::Paper paper;
  paper.kind = paper::watch_hit;
  paper.subject = hit.rule;
  paper.text = Writer()
                   .text("id", hit.id)
                   .text("originator", hit.originator)
                   .text("pointer", hit.pointer)
                   .text("version", hit.version)
                   .finish();
  paper.since = hit.at;
  paper.act = act;
  return add_paper(transaction, std::move(paper)).map([](std::int64_t) {});
}

Result<std::map<std::string, std::int64_t>> watches_read(store::Reader& reader, std::string_view officer) {
  const auto papers = reader.exchange().papers(paper::watch_read, officer);
  if (!papers) return fail(papers);
  std::map<std::string, std::int64_t> read;
  for (const auto& paper : *papers) {
    const auto space = paper.text.find(' ');
    std::int64_t hit = 0;
    std::from_chars(paper.text.data(), paper.text.data() + std::min(space, paper.text.size()), hit);
    if (space != std::string::npos) read[paper.text.substr(space + 1)] = hit;
  }
  return read;
}

Result<> keep_watch_read(store::Transaction& transaction, std::string_view officer, const std::string& rule,
                         std::int64_t hit, std::int64_t act) {
  return put_paper(transaction, {std::string(paper::watch_read), std::string(officer), number_of(rule),
                                 fmt::format("{} {}", hit, rule), transaction.now(), act});
}

}  // namespace tansiq::node

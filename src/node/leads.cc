#include "node/leads.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fmt/format.h>
#include <utility>

#include "node/named.h"

namespace tansiq::node {
namespace {

namespace json = boost::json;
using base::fail;

constexpr std::pair<DuplicateLead::State, std::string_view> states[] = {
    {DuplicateLead::State::open, "open"},
    {DuplicateLead::State::same, "same"},
    {DuplicateLead::State::distinct, "distinct"}};

/// A record's links to those that are about the same person: a paper under its id with their ids, one a line.
constexpr std::string_view same_paper = "same-person";

Result<std::vector<std::string>> linked_with(store::ExchangeReader& exchange, const std::string& id) {
  const auto papers = exchange.papers(same_paper, id);
  if (!papers) return fail(papers);
  std::vector<std::string> ids;
  for (const auto& paper : *papers)
    for (std::size_t at = 0; at < paper.text.size();) {
      const auto end = std::min(paper.text.find('\n', at), paper.text.size());
      ids.push_back(paper.text.substr(at, end - at));
      at = end + 1;
    }
  return ids;
}

Result<> put_links(store::ExchangeWriter& exchange, const std::string& id,
                   const std::vector<std::string>& linked, std::int64_t act) {
  store::Paper paper{.kind = std::string(same_paper), .subject = id, .act = act};
  if (linked.empty()) return exchange.remove_paper(same_paper, id, paper.number);
  for (const auto& other : linked) paper.text += other + "\n";
  return exchange.put(paper);
}

}  // namespace

std::string_view name_of(DuplicateLead::State state) {
  for (const auto& [value, name] : states)
    if (value == state) return name;
  return {};
}

std::string lead_subject(std::string_view one, std::string_view other) {
  return one < other ? fmt::format("{} {}", one, other) : fmt::format("{} {}", other, one);
}

std::string render(const DuplicateLead& lead) {
  return json::serialize(json::object{{"left", lead.left},
                                      {"left_version", lead.left_version},
                                      {"right", lead.right},
                                      {"right_version", lead.right_version},
                                      {"score", lead.score},
                                      {"state", name_of(lead.state)},
                                      {"record", lead.record}});
}

Result<DuplicateLead> read_lead(std::string_view text) {
  json::error_code broken;
  const auto value = json::parse(text, broken);
  if (broken || !value.is_object()) return fail(base::Fault::internal, "a lead in the store does not read");
  const auto& object = value.get_object();
  const auto string = [&object](std::string_view name) {
    const auto* member = object.if_contains(name);
    return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
  };
  DuplicateLead lead{.left = string("left"),
                     .right = string("right"),
                     .left_version = string("left_version"),
                     .right_version = string("right_version"),
                     .record = string("record")};
  if (const auto* score = object.if_contains("score"); score != nullptr && score->is_number())
    lead.score = score->to_number<double>();
  for (const auto& [state, name] : states)
    if (name == string("state")) lead.state = state;
  return lead;
}

bool opens(const std::vector<store::Paper>& held, const DuplicateLead& found) {
  if (held.empty()) return true;
  const auto before = read_lead(held.front().text);
  return before && before->state == DuplicateLead::State::distinct &&
         (before->left_version != found.left_version || before->right_version != found.right_version);
}

Result<std::vector<std::string>> same_person(store::ExchangeReader& exchange, const std::string& id) {
  std::vector<std::string> found{id};
  for (std::size_t at = 0; at < found.size() && found.size() <= most_same; ++at) {
    auto linked = linked_with(exchange, found[at]);
    if (!linked) return fail(linked);
    for (auto& other : *linked)
      if (std::find(found.begin(), found.end(), other) == found.end()) found.push_back(std::move(other));
  }
  found.erase(found.begin());
  found.resize(std::min(found.size(), most_same));
  std::sort(found.begin(), found.end());
  return found;
}

Result<> link_same(store::ExchangeWriter& exchange, const std::string& one, const std::string& other,
                   std::int64_t act) {
  for (const auto& [id, linked] : {std::pair(one, other), std::pair(other, one)}) {
    auto ids = linked_with(exchange, id);
    if (!ids) return fail(ids);
    if (std::find(ids->begin(), ids->end(), linked) != ids->end()) continue;
    ids->push_back(linked);
    if (auto put = put_links(exchange, id, *ids, act); !put) return put;
  }
  return {};
}

Result<> unlink_same(store::ExchangeWriter& exchange, const std::string& one, const std::string& other,
                     std::int64_t act) {
  for (const auto& [id, linked] : {std::pair(one, other), std::pair(other, one)}) {
    auto ids = linked_with(exchange, id);
    if (!ids) return fail(ids);
    if (std::erase(*ids, linked) == 0) continue;
    if (auto put = put_links(exchange, id, *ids, act); !put) return put;
  }
  return {};
}

Result<std::vector<std::string>> same_person_for(store::Reader& reader,
                                                 const std::vector<CollectionAccess>& collections,
                                                 const std::string& id) {
  auto same = same_person(reader.exchange(), id);
  if (!same) return same;
  std::erase_if(*same, [&](const std::string& other) {
    return std::none_of(collections.begin(), collections.end(), [&](const CollectionAccess& access) {
      return reader.holds(access.collection.number, other).value_or(false);
    });
  });
  return same;
}

std::string leads_setting(std::int64_t collection) {
  return fmt::format("names.leads.{}", collection);
}

Result<bool> is_compared(store::Reader& reader, std::int64_t collection) {
  const auto setting = reader.setting(leads_setting(collection));
  if (!setting) return fail(setting);
  std::int64_t compared = -1;
  if (*setting) std::from_chars((*setting)->data(), (*setting)->data() + (*setting)->size(), compared);
  store::Filter filter;
  filter.added_after = base::Time{std::chrono::microseconds{compared}};
  filter.types.assign(std::begin(named_types), std::end(named_types));
  filter.limit = 1;
  filter.with_bytes = false;
  bool waits = false;
  const auto visited = reader.visit(collection, filter, [&](const store::RecordView&) {
    waits = true;
    return false;
  });
  if (!visited) return fail(visited);
  return !waits;
}

Result<> drop_leads(store::Transaction& transaction, std::string_view id) {
  auto& exchange = transaction.exchange_writer();
  const auto papers = exchange.papers(lead_paper, {});
  if (!papers) return fail(papers);
  for (const auto& paper : *papers) {
    if (paper.subject.find(id) == std::string::npos) continue;
    if (auto removed = exchange.remove_paper(lead_paper, paper.subject, paper.number); !removed)
      return removed;
  }
  const auto linked = linked_with(exchange, std::string(id));
  if (!linked) return fail(linked);
  for (const auto& other : *linked)
    if (auto unlinked = unlink_same(exchange, std::string(id), other, 0); !unlinked) return unlinked;
  return {};
}

}  // namespace tansiq::node

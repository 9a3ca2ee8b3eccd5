#include "node/leads.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <utility>

namespace tansiq::node {
namespace {

namespace json = boost::json;
using base::fail;

constexpr std::pair<DuplicateLead::State, std::string_view> states[] = {
    {DuplicateLead::State::open, "open"},
    {DuplicateLead::State::same, "same"},
    {DuplicateLead::State::distinct, "distinct"}};

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

Result<> drop_leads(store::Transaction& transaction, std::string_view id) {
  auto& exchange = transaction.exchange_writer();
  const auto papers = exchange.papers(lead_paper, {});
  if (!papers) return fail(papers);
  for (const auto& paper : *papers) {
    if (paper.subject.find(id) == std::string::npos) continue;
    if (auto removed = exchange.remove_paper(lead_paper, paper.subject, paper.number); !removed)
      return removed;
  }
  return {};
}

}  // namespace tansiq::node

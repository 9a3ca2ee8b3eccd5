#include "node/acts/set_policy.h"

#include <algorithm>
#include <fmt/format.h>

#include "handling/policy.h"
#include "node/journaling.h"
#include "node/partners/cell_documents.h"
#include "node/partners/named_partner.h"
#include "node/partners/papers.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

constexpr std::string_view the_policy = "policy";

/// What a policy names must be there: a rule about nobody would be thought to do something.
Result<> check_names(const Directory& directory, const handling::Policy& policy) {
  for (std::size_t i = 0; i < policy.standing.size(); ++i) {
    const auto& rule = policy.standing[i];
    if (directory.cell(std::string_view(rule.cell)) == nullptr)
      return fail(Fault::invalid, fmt::format("there is no cell '{}'", rule.cell),
                  fmt::format("/standing/{}/cell", i), "tansiq cell list shows them");
    for (std::size_t k = 0; k < rule.recipients.size(); ++k)
      if (!partner_named(directory, rule.recipients[k]))
        return fail(Fault::invalid, fmt::format("there is no partner '{}'", rule.recipients[k]),
                    fmt::format("/standing/{}/recipients/{}", i, k), "tansiq partner list shows them");
  }
  return {};
}

/// Rules that stand as they did keep their maker; whoever changes one has made it.
bool sign_rules(handling::Policy& policy, const handling::Policy& before, const std::string& officer) {
  bool changed = policy.standing.size() != before.standing.size();
  for (auto& rule : policy.standing) {
    const auto held = std::find_if(before.standing.begin(), before.standing.end(),
                                   [&](const auto& one) { return one.name == rule.name; });
    if (held != before.standing.end()) {
      rule.made_by = held->made_by;
      if (rule == *held) continue;
    }
    rule.made_by = officer;
    changed = true;
  }
  return changed;
}

}  // namespace

Result<PolicyShown> show_policy(Node& node, const Actor& actor, std::int64_t version) {
  if (auto may = permit(actor, rules::list_partners); !may) return fail(may);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto papers = (*reader)->exchange().papers(paper::policy, the_policy);
  if (!papers) return fail(papers);
  if (papers->empty() && version == 0) return PolicyShown{};
  const auto found = version == 0 ? std::prev(papers->end())
                                  : std::find_if(papers->begin(), papers->end(),
                                                 [&](const auto& paper) { return paper.number == version; });
  if (found == papers->end())
    return fail(Fault::not_found, fmt::format("there is no version {} of the policy", version));
  PolicyShown shown{found->number, found->text, found->since, {}};
  const auto entries =
      (*reader)->journal({.from = found->act, .actor = {}, .act = {}, .subject = {}, .limit = 1});
  if (!entries) return fail(entries);
  if (found->act > 0 && !entries->empty() && entries->front().number == found->act)
    shown.by = entries->front().act.actor;
  return shown;
}

Result<PolicyShown> set_policy(Node& node, const Actor& actor, std::string_view json, bool dry_run) {
  if (auto may = permit(actor, rules::set_policy); !may) return fail(may);
  auto policy = handling::parse_policy(json);
  if (!policy) return fail(policy);
  PolicyShown shown;
  const auto work = [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto& directory = outgoing.directory();
    if (auto named = check_names(directory, *policy); !named) return named;
    const bool standing = sign_rules(*policy, directory.policy(), actor.name);
    if (standing && !actor.has(Role::releasing_officer))
      return fail(Fault::forbidden, "standing rules order releases", "/standing",
                  "a releasing officer changes them");
    if (*policy == directory.policy() && directory.policy_version() > 0)
      return fail(Fault::conflict, "nothing would change", "policy");
    shown = {directory.policy_version() + 1, handling::render(*policy), transaction.now(), actor.name};
    const auto entry = transaction.append(
        entry_of(actor, rules::set_policy, the_policy,
                 fmt::format("version {}: {} agreements, {} red lines, {} standing rules", shown.version,
                             policy->agreements.size(), policy->red_lines.size(), policy->standing.size())));
    if (!entry) return fail(entry);
    if (auto put = put_paper(
            transaction,
            {std::string(paper::policy), std::string(the_policy), shown.version, shown.json, {}, *entry});
        !put)
      return put;
    return queue_for_all(outgoing, transaction.now(), "agreement");
  };
  if (dry_run) {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    if (auto named = check_names(**directory, *policy); !named) return fail(named);
    return PolicyShown{(*directory)->policy_version(), handling::render(*policy), node.clock(), {}};
  }
  if (auto written = commit(node, json.size(), work); !written) return fail(written);
  return shown;
}

}  // namespace tansiq::node::acts

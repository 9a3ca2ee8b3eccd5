#include "node/rules.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace tansiq::node {
namespace {

using base::fail;
using base::Fault;

constexpr Role all_roles[] = {Role::analyst, Role::releasing_officer, Role::duty_officer, Role::administrator,
                              Role::oversight};

std::string who_may(const Rule& rule) {
  std::string names;
  for (const Role role : all_roles) {
    if (!rule.roles.has(role)) continue;
    if (!names.empty()) names += ", ";
    names += name_of(role);
  }
  return fmt::format("it takes one of these roles: {}", names);
}

bool has_office_for(const Actor& actor, const Rule& rule) {
  if (actor.kind == store::Principal::Kind::account) return rule.accounts;
  return std::any_of(actor.roles.begin(), actor.roles.end(),
                     [&rule](Role role) { return rule.roles.has(role); });
}

}  // namespace

Result<> permit(const Actor& actor, const Rule& rule) {
  if (!has_office_for(actor, rule))
    return fail(Fault::forbidden, fmt::format("{} may not {}", actor.name, rule.summary), {}, who_may(rule));
  if (auto checked = check(actor.purpose); !checked) return fail(checked);
  if (!rule.purpose) return {};
  if (actor.purpose.purpose.empty())
    return fail(Fault::invalid, "no purpose is given", "purpose",
                "say what this is for (header field Tansiq-Purpose, or --purpose)");
  if (actor.purpose.basis.empty())
    return fail(Fault::invalid, "no legal basis is given", "basis",
                "say which law allows this (header field Tansiq-Basis, or --basis)");
  return {};
}

Result<> check(const Purpose& purpose) {
  const std::pair<const char*, const std::string*> lines[] = {
      {"purpose", &purpose.purpose}, {"basis", &purpose.basis}, {"case", &purpose.case_id}};
  for (const auto& [where, line] : lines)
    if (auto checked = base::check_line(*line, most_line_bytes, where); !checked) return fail(checked);
  return {};
}

}  // namespace tansiq::node

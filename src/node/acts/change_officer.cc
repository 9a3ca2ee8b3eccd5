#include "node/acts/change_officer.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// What changes, for the journal: never the password itself.
std::string described(const PrincipalChange& change) {
  std::vector<std::string> parts;
  if (change.roles) {
    std::vector<std::string_view> names;
    for (const Role role : *change.roles) names.push_back(name_of(role));
    parts.push_back(fmt::format("roles {}", fmt::join(names, " ")));
  }
  if (change.password) parts.emplace_back(change.password->empty() ? "password taken away" : "new password");
  if (change.expires)
    parts.push_back(*change.expires ? "expires " + base::format_time(**change.expires, 0) : "never expires");
  if (change.disabled) parts.emplace_back(*change.disabled ? "disabled" : "enabled");
  if (change.purpose) parts.emplace_back("new standing purpose");
  return fmt::format("{}", fmt::join(parts, ", "));
}

bool can_administer(const store::Principal& principal, Time now) {
  const bool active = !principal.disabled && (!principal.expires || *principal.expires > now);
  return active && std::find(principal.roles.begin(), principal.roles.end(), name_of(Role::administrator)) !=
                       principal.roles.end();
}

Result<Enrolment> change_principal(Node& node, const Actor& actor, const Rule& rule,
                                   store::Principal::Kind kind, const std::string& name,
                                   const PrincipalChange& change) {
  if (auto may = permit(actor, rule); !may) return fail(may);
  // The password is hashed here, not on the writer's thread.
  const auto checked = changed(store::Principal{}, change);
  if (!checked) return fail(checked);
  PrincipalChange rest = change;
  rest.password.reset();

  Enrolment enrolment;
  auto written = node.store.write(name.size(), [&](store::Transaction& transaction) -> Result<> {
    const auto before = find_principal(transaction, kind, name);
    if (!before) return fail(before);
    auto after = changed(*before, rest);
    if (!after) return fail(after);
    if (change.password) after->password_hash = checked->password_hash;
    const Time now = transaction.now();
    if (can_administer(*before, now) && !can_administer(*after, now)) {
      const auto other = has_other_administrator(transaction, name, now);
      if (!other) return fail(other);
      if (!*other)
        return fail(Fault::conflict, "nobody else could administer this node", "name",
                    "make another officer an administrator first");
    }
    const auto entry = transaction.append(entry_of(actor, rule, name, described(change)));
    if (!entry) return fail(entry);
    const auto put = transaction.put(*after);
    if (!put) return fail(put);
    auto enrolled = enrolment_of(transaction, std::move(*after));
    if (!enrolled) return fail(enrolled);
    enrolment = std::move(*enrolled);
    return {};
  });
  if (!written) return fail(written);
  return enrolment;
}

}  // namespace

Result<Enrolment> change_officer(Node& node, const Actor& actor, const std::string& name,
                                 const PrincipalChange& change) {
  if (change.purpose)
    return fail(Fault::invalid, "an officer says the purpose with each act", "purpose", "leave it out");
  return change_principal(node, actor, rules::change_officer, store::Principal::Kind::officer, name, change);
}

Result<Enrolment> change_account(Node& node, const Actor& actor, const std::string& name,
                                 const PrincipalChange& change) {
  if (change.roles) return fail(Fault::invalid, "an account has no roles", "roles", "grant it collections");
  return change_principal(node, actor, rules::change_account, store::Principal::Kind::account, name, change);
}

}  // namespace tansiq::node::acts

#include "node/enrolment.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/credentials.h"
#include "node/rules.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

std::string_view word_for(store::Principal::Kind kind) {
  return kind == store::Principal::Kind::officer ? "officer" : "account";
}

}  // namespace

Result<> check_name(std::string_view name) {
  if (name.empty()) return fail(Fault::invalid, "is empty", "name");
  if (auto checked = base::check_line(name, most_name_bytes, "name"); !checked) return checked;
  if (name.find_first_of(" :/") != std::string_view::npos)
    return fail(Fault::invalid, "holds a blank, ':' or '/'", "name", "leave them out");
  return {};
}

Result<std::vector<std::string>> stored_roles(const std::vector<Role>& roles) {
  if (roles.empty()) return fail(Fault::invalid, "an officer has at least one role", "roles");
  std::vector<Role> sorted = roles;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<std::string> names;
  names.reserve(sorted.size());
  for (const Role role : sorted) names.emplace_back(name_of(role));
  return names;
}

Result<store::Principal> find_principal(store::Reader& reader, store::Principal::Kind kind,
                                        std::string_view name) {
  auto found = reader.principal(name);
  if (!found) return fail(found);
  if (!found->has_value() || (*found)->kind != kind)
    return fail(Fault::not_found, fmt::format("there is no such {}", word_for(kind)), "name");
  return std::move(**found);
}

Result<> check_free(store::Reader& reader, std::string_view name) {
  const auto found = reader.principal(name);
  if (!found) return fail(found);
  if (found->has_value())
    return fail(Fault::conflict, fmt::format("there is an {} of this name", word_for((*found)->kind)),
                "name");
  return {};
}

Result<store::Principal> changed(store::Principal principal, const PrincipalChange& change) {
  if (change.roles) {
    auto roles = stored_roles(*change.roles);
    if (!roles) return fail(roles);
    principal.roles = std::move(*roles);
  }
  if (change.password && change.password->empty()) {
    principal.password_hash.clear();
  } else if (change.password) {
    auto hash = hash_password(*change.password);
    if (!hash) return fail(hash);
    principal.password_hash = std::move(*hash);
  }
  if (change.purpose) {
    if (auto checked = check(*change.purpose); !checked) return fail(checked);
    if (change.purpose->purpose.empty() || change.purpose->basis.empty())
      return fail(Fault::invalid, "an account has a standing purpose and legal basis", "purpose");
    principal.purpose = change.purpose->purpose;
    principal.basis = change.purpose->basis;
    principal.case_id = change.purpose->case_id;
  }
  if (change.expires) principal.expires = *change.expires;
  if (change.disabled) principal.disabled = *change.disabled;
  return principal;
}

Result<NewPrincipal> new_account(const std::string& name, const std::string& password, const Purpose& purpose,
                                 const std::optional<Time>& expires) {
  constexpr std::size_t drawn_bytes = 18;  // 24 characters
  NewPrincipal made;
  if (password.empty()) made.drawn = base::to_base64url(base::random_bytes(drawn_bytes));
  made.principal.kind = store::Principal::Kind::account;
  made.principal.name = name;
  PrincipalChange change;
  change.password = password.empty() ? made.drawn : password;
  change.purpose = purpose;
  change.expires = expires;
  auto principal = changed(std::move(made.principal), change);
  if (!principal) return base::fail(principal);
  made.principal = std::move(*principal);
  return made;
}

Result<bool> has_other_administrator(store::Reader& reader, std::string_view name, Time now) {
  const auto principals = reader.principals();
  if (!principals) return fail(principals);
  return std::any_of(principals->begin(), principals->end(), [&](const store::Principal& other) {
    const bool active = !other.disabled && (!other.expires || *other.expires > now);
    const bool administers =
        std::find(other.roles.begin(), other.roles.end(), name_of(Role::administrator)) != other.roles.end();
    return other.kind == store::Principal::Kind::officer && other.name != name && active && administers;
  });
}

Result<Enrolment> enrolment_of(store::Reader& reader, store::Principal principal) {
  Enrolment enrolment;
  enrolment.has_password = !principal.password_hash.empty();
  principal.password_hash.clear();
  enrolment.principal = std::move(principal);
  const auto grants = reader.grants(enrolment.principal.number);
  if (!grants) return fail(grants);
  if (!grants->empty()) {
    const auto collections = reader.collections();
    if (!collections) return fail(collections);
    for (const auto& grant : *grants)
      for (const auto& collection : *collections)
        if (collection.number == grant.collection) enrolment.grants.emplace_back(collection, grant);
  }
  auto tokens = reader.tokens(enrolment.principal.number);
  if (!tokens) return fail(tokens);
  for (auto& token : *tokens) token.hash = {};
  enrolment.tokens = std::move(*tokens);
  return enrolment;
}

Result<std::vector<Enrolment>> enrolments(store::Reader& reader, store::Principal::Kind kind) {
  auto principals = reader.principals();
  if (!principals) return fail(principals);
  std::vector<Enrolment> all;
  for (auto& principal : *principals) {
    if (principal.kind != kind) continue;
    auto enrolment = enrolment_of(reader, std::move(principal));
    if (!enrolment) return fail(enrolment);
    all.push_back(std::move(*enrolment));
  }
  std::sort(all.begin(), all.end(), [](const Enrolment& left, const Enrolment& right) {
    return left.principal.name < right.principal.name;
  });
  return all;
}

}  // namespace tansiq::node

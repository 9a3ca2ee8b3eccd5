#include "node/acts/authenticate.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "node/credentials.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

/// One error for every reason, so that nobody learns which names there are.
tl::unexpected<base::Error> unknown() {
  return fail(Fault::unauthenticated, "nobody is known by these credentials");
}

/// Journals a failure, without what was tried: a name that nobody has may be a password in the wrong field.
Result<> enter_failure(Node& node, std::string_view known_name, std::string_view means) {
  const auto count = node.credentials->entry_for_failure(node.clock());
  if (!count) return {};
  journal::Act entry;
  entry.act = "authenticate";
  entry.actor = known_name;
  entry.detail = *count == 1
                     ? fmt::format("refused: {}", means)
                     : fmt::format("refused: {}, and {} more since the last entry", means, *count - 1);
  return node.store.write(entry.detail.size(), [&](store::Transaction& transaction) -> Result<> {
    const auto appended = transaction.append(entry);
    return appended ? Result<>{} : fail(appended);
  });
}

bool is_active(const store::Principal& principal, Time now) {
  return !principal.disabled && (!principal.expires || *principal.expires > now);
}

bool is_active(const store::Token& token, Time now) {
  return !token.revoked && (!token.expires || *token.expires > now);
}

/// `narrowed` names the only roles that a token carries; empty: all of its officer's.
Result<Actor> actor_of(store::Reader& reader, const store::Principal& principal,
                       const std::vector<std::string>& narrowed) {
  Actor actor;
  actor.name = principal.name;
  actor.principal = principal.number;
  actor.kind = principal.kind;
  actor.purpose = {principal.purpose, principal.basis, principal.case_id};
  for (const auto& name : principal.roles) {
    const auto role = role_named(name);
    if (!role) return fail(Fault::internal, "a role is stored that is none");
    const bool carried =
        narrowed.empty() || std::find(narrowed.begin(), narrowed.end(), name) != narrowed.end();
    if (carried) actor.roles.push_back(*role);
  }
  auto grants = reader.grants(principal.number);
  if (!grants) return fail(grants);
  actor.grants = std::move(*grants);
  return actor;
}

}  // namespace

Result<Actor> authenticate_password(Node& node, std::string_view name, std::string_view password,
                                    std::string_view peer) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto found = (*reader)->principal(name);
  if (!found) return fail(found);
  const Time now = node.clock();
  const bool known = found->has_value() && is_active(**found, now);
  const std::string_view stored = known ? std::string_view((*found)->password_hash) : std::string_view{};
  const auto right = node.credentials->verify(name, peer, password, stored, now);
  if (!right) return fail(right);
  if (*right) return actor_of(**reader, **found, {});
  if (auto entered = enter_failure(node, found->has_value() ? name : "", "name and password"); !entered)
    return fail(entered);
  return unknown();
}

Result<Actor> authenticate_token(Node& node, std::string_view token) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto found = (*reader)->token(token_hash(token));
  if (!found) return fail(found);
  const Time now = node.clock();
  std::string known_name;
  if (found->has_value()) {
    const auto principal = (*reader)->principal((*found)->principal);
    if (!principal) return fail(principal);
    if (principal->has_value()) {
      if (is_active(**found, now) && is_active(**principal, now))
        return actor_of(**reader, **principal, (*found)->roles);
      known_name = (*principal)->name;
    }
  }
  if (auto entered = enter_failure(node, known_name, "token"); !entered) return fail(entered);
  return unknown();
}

}  // namespace tansiq::node::acts

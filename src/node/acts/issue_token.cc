#include "node/acts/issue_token.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/credentials.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

Result<std::vector<std::string>> roles_of(const TokenRequest& request, const store::Principal& principal) {
  if (request.roles.empty()) return std::vector<std::string>{};
  if (request.kind == store::Principal::Kind::account)
    return fail(Fault::invalid, "an account has no roles", "roles", "leave them out");
  auto roles = stored_roles(request.roles);
  if (!roles) return roles;
  for (const auto& role : *roles)
    if (std::find(principal.roles.begin(), principal.roles.end(), role) == principal.roles.end())
      return fail(Fault::invalid, fmt::format("{} is no {}", principal.name, role), "roles");
  return roles;
}

}  // namespace

Result<IssuedToken> issue_token(Node& node, const Actor& actor, const TokenRequest& request) {
  if (auto may = permit(actor, rules::issue_token); !may) return fail(may);
  constexpr std::size_t most_label_bytes = 100;
  if (auto checked = base::check_line(request.label, most_label_bytes, "label"); !checked)
    return fail(checked);
  constexpr std::size_t id_bytes = 6;
  IssuedToken issued;
  issued.secret = new_token();
  issued.token.id = base::to_hex(base::random_bytes(id_bytes));
  issued.token.label = request.label;
  issued.token.expires = request.expires;
  auto written = node.store.write(request.name.size(), [&](store::Transaction& transaction) -> Result<> {
    const auto principal = find_principal(transaction, request.kind, request.name);
    if (!principal) return fail(principal);
    auto roles = roles_of(request, *principal);
    if (!roles) return fail(roles);
    if (request.expires && *request.expires <= transaction.now())
      return fail(Fault::invalid, "lies in the past", "expires");
    const auto entry = transaction.append(
        entry_of(actor, rules::issue_token, request.name, fmt::format("token {}", issued.token.id)));
    if (!entry) return fail(entry);
    issued.token.principal = principal->number;
    issued.token.roles = std::move(*roles);
    issued.token.created = transaction.now();
    store::Token stored = issued.token;
    stored.hash = token_hash(issued.secret);
    return transaction.put(stored);
  });
  if (!written) return fail(written);
  return issued;
}

}  // namespace tansiq::node::acts

#include "node/acts/revoke_token.h"

#include <fmt/format.h>
#include <optional>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

struct Owned {
  store::Token token;
  std::string owner;
};

/// Looks through the tokens of everybody: there are few, and revoking is rare.
Result<std::optional<Owned>> token_by_id(store::Reader& reader, const std::string& id) {
  const auto principals = reader.principals();
  if (!principals) return fail(principals);
  for (const auto& principal : *principals) {
    const auto tokens = reader.tokens(principal.number);
    if (!tokens) return fail(tokens);
    for (const auto& token : *tokens)
      if (token.id == id) return Owned{token, principal.name};
  }
  return std::nullopt;
}

}  // namespace

Result<store::Token> revoke_token(Node& node, const Actor& actor, const std::string& id) {
  if (auto checked = check(actor.purpose); !checked) return fail(checked);
  const bool any = permit(actor, rules::revoke_token).has_value();
  store::Token revoked;
  auto written = node.store.write(id.size(), [&](store::Transaction& transaction) -> Result<> {
    const auto found = token_by_id(transaction, id);
    if (!found) return fail(found);
    if (!found->has_value() || (!any && (*found)->token.principal != actor.principal))
      return fail(Fault::not_found, "there is no such token", "id");
    const auto entry = transaction.append(
        entry_of(actor, rules::revoke_token, (*found)->owner, fmt::format("token {}", id)));
    if (!entry) return fail(entry);
    revoked = (*found)->token;
    revoked.revoked = true;
    return transaction.put(revoked);
  });
  if (!written) return fail(written);
  revoked.hash = {};
  return revoked;
}

}  // namespace tansiq::node::acts

#include "node/acts/add_account.h"

#include <fmt/format.h>

#include "node/access.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<AddedAccount> add_account(Node& node, const Actor& actor, const NewAccount& account) {
  if (auto may = permit(actor, rules::add_account); !may) return fail(may);
  if (auto checked = check_name(account.name); !checked) return fail(checked);
  AddedAccount result;
  constexpr std::size_t made_bytes = 18;  // 24 characters
  if (account.password.empty()) result.password = base::to_base64url(base::random_bytes(made_bytes));

  store::Principal blank;
  blank.kind = store::Principal::Kind::account;
  blank.name = account.name;
  PrincipalChange change;
  change.password = account.password.empty() ? result.password : account.password;
  change.purpose = account.purpose;
  change.expires = account.expires;
  const auto principal = changed(std::move(blank), change);
  if (!principal) return fail(principal);

  auto written = node.store.write(account.name.size(), [&](store::Transaction& transaction) -> Result<> {
    if (auto free = check_free(transaction, account.name); !free) return free;
    const auto entry =
        transaction.append(entry_of(actor, rules::add_account, account.name,
                                    fmt::format("{} collections granted", account.grants.size())));
    if (!entry) return fail(entry);
    store::Principal added = *principal;
    added.created = transaction.now();
    const auto number = transaction.put(added);
    if (!number) return fail(number);
    added.number = *number;
    for (const auto& wanted : account.grants) {
      const auto where = find(transaction, actor, wanted.collection, Need::know);
      if (!where) return fail(where);
      const store::Grant grant{where->collection.number, wanted.can_read, wanted.can_write};
      if (auto put = transaction.put_grant(*number, grant); !put) return put;
    }
    auto enrolled = enrolment_of(transaction, std::move(added));
    if (!enrolled) return fail(enrolled);
    result.enrolment = std::move(*enrolled);
    return {};
  });
  if (!written) return fail(written);
  return result;
}

}  // namespace tansiq::node::acts

#include "node/acts/add_account.h"

#include <fmt/format.h>

#include "node/access.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<AddedAccount> add_account(Node& node, const Actor& actor, const NewAccount& account) {
  if (auto may = permit(actor, rules::add_account); !may) return fail(may);
  if (auto checked = check_name(account.name); !checked) return fail(checked);
  AddedAccount result;
  const auto made = new_account(account.name, account.password, account.purpose, account.expires);
  if (!made) return fail(made);
  result.password = made->drawn;

  auto written = node.store.write(account.name.size(), [&](store::Transaction& transaction) -> Result<> {
    if (auto free = check_free(transaction, account.name); !free) return free;
    const auto entry =
        transaction.append(entry_of(actor, rules::add_account, account.name,
                                    fmt::format("{} collections granted", account.grants.size())));
    if (!entry) return fail(entry);
    store::Principal added = made->principal;
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

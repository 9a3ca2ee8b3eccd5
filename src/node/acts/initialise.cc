#include "node/acts/initialise.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/credentials.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<Begun> initialise(Node& node, const Beginning& beginning) {
  if (auto checked = check_name(beginning.officer); !checked) return fail(checked);
  const auto roles = stored_roles(beginning.roles);
  if (!roles) return fail(roles);
  if (std::find(roles->begin(), roles->end(), name_of(Role::administrator)) == roles->end())
    return fail(Fault::invalid, "the first officer must be an administrator", "roles");

  constexpr std::size_t id_bytes = 6;
  Begun begun;
  begun.collection = base::random_uuid();
  begun.token = new_token();
  auto written = node.store.write(0, [&](store::Transaction& transaction) -> Result<> {
    const auto principals = transaction.principals();
    if (!principals) return fail(principals);
    if (!principals->empty())
      return fail(Fault::conflict, "this node has officers already", {}, "let one of them add you");
    journal::Act entry;
    entry.act = "initialise";
    entry.actor = beginning.officer;
    if (auto appended = transaction.append(entry); !appended) return fail(appended);

    store::Collection records;
    records.id = begun.collection;
    records.alias = "records";
    records.title = beginning.collection_title;
    if (auto put = transaction.put(records); !put) return fail(put);

    store::Principal officer;
    officer.name = beginning.officer;
    officer.roles = *roles;
    officer.created = transaction.now();
    const auto number = transaction.put(officer);
    if (!number) return fail(number);

    store::Token token;
    token.id = base::to_hex(base::random_bytes(id_bytes));
    token.principal = *number;
    token.hash = token_hash(begun.token);
    token.label = "first";
    token.created = transaction.now();
    return transaction.put(token);
  });
  if (!written) return fail(written);
  return begun;
}

}  // namespace tansiq::node::acts

#include "node/acts/grant.h"

#include <fmt/format.h>

#include "node/access.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

std::string_view described(const NewGrant& wanted) {
  if (wanted.can_read) return wanted.can_write ? "read and write" : "read";
  return wanted.can_write ? "write" : "nothing";
}

}  // namespace

Result<Enrolment> grant(Node& node, const Actor& actor, const std::string& account, const NewGrant& wanted) {
  if (auto may = permit(actor, rules::grant); !may) return fail(may);
  Enrolment enrolment;
  auto written = node.store.write(account.size(), [&](store::Transaction& transaction) -> Result<> {
    auto principal = find_principal(transaction, store::Principal::Kind::account, account);
    if (!principal) return fail(principal);
    const auto where = find(transaction, actor, wanted.collection, Need::know);
    if (!where) return fail(where);
    const auto reads_outbox = is_reader(transaction, principal->number);
    if (!reads_outbox) return fail(reads_outbox);
    if (*reads_outbox && where->collection.kind != store::Collection::Kind::submissions)
      return fail(Fault::conflict, "a TAXII reader sees nothing but what is released to it", "collection",
                  "release the records to it, or use an account that is no reader's");
    const auto entry = transaction.append(
        entry_of(actor, rules::grant, account,
                 fmt::format("{} in collection {}", described(wanted), where->collection.id)));
    if (!entry) return fail(entry);
    const store::Grant grant{where->collection.number, wanted.can_read, wanted.can_write};
    if (auto put = transaction.put_grant(principal->number, grant); !put) return put;
    auto enrolled = enrolment_of(transaction, std::move(*principal));
    if (!enrolled) return fail(enrolled);
    enrolment = std::move(*enrolled);
    return {};
  });
  if (!written) return fail(written);
  return enrolment;
}

}  // namespace tansiq::node::acts

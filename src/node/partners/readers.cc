#include "node/partners/readers.h"

#include <cassert>

#include "node/enrolment.h"

namespace tansiq::node {

using base::fail;

Result<ReaderShown> reader_shown(store::Reader& snapshot, const Peer& reader) {
  assert(reader.is_reader());
  const auto account = find_principal(snapshot, store::Principal::Kind::account, reader.reader->account);
  if (!account) return fail(account);
  const auto end = snapshot.exchange().outbox(reader.number());
  if (!end) return fail(end);
  ReaderShown shown;
  shown.name = reader.label();
  shown.service = exchange::to_text(reader.service());
  shown.country = reader.reader->country;
  shown.account = account->name;
  shown.collection = reader.reader->collection;
  shown.purpose = {account->purpose, account->basis, account->case_id};
  shown.added = reader.partner.added;
  shown.expires = account->expires;
  shown.disabled = account->disabled;
  shown.suspended = reader.partner.suspended;
  shown.released = end->number;
  return shown;
}

Result<std::int64_t> ensure_submissions(store::Transaction& transaction) {
  constexpr std::string_view usual_alias = "submissions";
  const auto collections = transaction.collections();
  if (!collections) return fail(collections);
  bool alias_taken = false;
  for (const auto& collection : *collections) {
    if (collection.kind == store::Collection::Kind::submissions) return collection.number;
    alias_taken = alias_taken || collection.alias == usual_alias;
  }
  store::Collection made;
  made.id = base::random_uuid();
  if (!alias_taken) made.alias = usual_alias;
  made.title = "Submissions";
  made.description = "Objects for an officer to adopt";
  made.kind = store::Collection::Kind::submissions;
  return transaction.put(made);
}

}  // namespace tansiq::node

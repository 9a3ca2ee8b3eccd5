#pragma once

/// The journal in its table, and the index of what its entries mention.

#include <vector>

#include "store/sqlite/schema.h"
#include "store/sqlite/session.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

/// Appends an entry after the one that `state` knows as the last, and moves `state` on. Returns its number.
std::int64_t append(Session& session, State& state, const journal::Act& act, Time now);

Result<std::vector<journal::Entry>> journal_entries(Session& session, const JournalFilter& filter);

/// Fields of one entry that were erased: bit i stands for journal::field_names[i].
struct ErasedFields {
  std::int64_t entry = 0;
  Time time;  ///< of the entry; together with the number it names one entry across restored stores
  int fields = 0;
};

/// Erases the fields that mention `id`. An id made from content goes wherever it stands. A random one stays
/// where it is a field of its own and in the entry of the act of erasing; any longer text that mentions it
/// may speak of the content, and goes.
std::vector<ErasedFields> erase_mentions(Session& session, std::string_view id, bool made_from_content,
                                         std::int64_t act);

/// Erases the same fields again, in a store that was restored; an entry that is not held is passed over.
void erase_fields(Session& session, const ErasedFields& fields);

/// Reads the journal from its beginning and verifies every entry; says how many there are. `last_hash` gets
/// the hash of the last one.
Result<std::int64_t> verify_journal(Connection& db, base::Digest& last_hash);

}  // namespace tansiq::store::sqlite

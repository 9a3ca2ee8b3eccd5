#pragma once

/// Adding and removing records, and keeping right which version of an object is first, last and shown.

#include <optional>
#include <vector>

#include "store/sqlite/schema.h"
#include "store/sqlite/session.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

/// What the functions of this folder need to write: `state` is moved on with what they change.
struct Writing {
  Session& session;
  State& state;
  Time now;  ///< the instant of the write

  /// A new number for a row that is known by its instant: max(now, last given + 1 us).
  [[nodiscard]] std::int64_t next_instant() const;
};

/// Transaction::add. Costs one search of record_by_key, and for an object that is held a few more, however
/// many versions it has.
Added add(const Writing& writing, const NewRecord& record, std::int64_t act);

std::int64_t intern(const Writing& writing, const Handling& handling);
Result<> set_handling(const Writing& writing, std::int64_t record_number, std::int64_t handling,
                      std::int64_t act);

/// Rows that an erasure took, by number.
struct ErasedRows {
  std::vector<std::int64_t> records, conflicts;
};

/// Removes the versions of an object that match, of one originator or (nothing) of any, with their conflicts
/// and their handling. An empty list of specs means every spec version.
ErasedRows erase_object(const Writing& writing, std::int64_t collection,
                        std::optional<ServiceNumber> originator, std::string_view id,
                        const VersionMatch& versions, const std::vector<stix::Spec>& specs);

/// Removes the same rows again, in a store that was restored; those not held are passed over.
void erase_rows(const Writing& writing, const ErasedRows& rows);

/// Whether an identifier may tell what its object says: any but one with a random UUID (version 4), since
/// the deterministic ones are hashes of content (STIX 2.1 section 2.9).
bool made_from_content(std::string_view id);

}  // namespace tansiq::store::sqlite

#pragma once

/// What callers handed in, in its table.

#include <string_view>
#include <vector>

#include "store/sqlite/records.h"
#include "store/sqlite/session.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

Result<std::vector<Submitted>> submitted(Connection& db, const SubmittedFilter& filter);
Result<Waiting> waiting(Connection& db, std::int64_t principal);
Result<bool> submit(const Writing& writing, std::int64_t principal, std::string_view submission,
                    const stix::Object& object);
void settle_submitted(Connection& db, const std::vector<std::int64_t>& numbers, Submitted::State state);

/// Removes whatever anybody handed in under an id, waiting or not, and says which rows that were.
std::vector<std::int64_t> erase_submitted(Session& session, std::string_view id);

/// Removes rows, in a store that was restored; those not held are passed over.
void remove_submitted(Connection& db, const std::vector<std::int64_t>& numbers);

}  // namespace tansiq::store::sqlite

#pragma once

/// The fates of submissions in their table.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite/records.h"
#include "store/sqlite/session.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

Result<std::optional<Submission>> submission(Session& session, std::string_view id);
Result<> put(const Writing& writing, const Submission& submission);
Result<std::size_t> forget_submissions(const Writing& writing, Time time);

/// Takes what may tell of an erased object out of every submission that names it: messages always, and where
/// the id itself may tell, the items. Counts stay. Returns the numbers of the submissions. Reads them all.
std::vector<std::int64_t> erase_from_submissions(const Writing& writing, std::string_view id,
                                                 bool made_from_content);

/// Removes submissions whole, in a store that was restored; those not held are passed over.
void remove_submissions(Connection& db, const std::vector<std::int64_t>& numbers);

/// The items of a submission as one text: a line for each success, an empty line, a line for each failure.
/// A line has id, version and message with a tab between two; tab, line feed and backslash inside are
/// written \t, \n and \\.
std::string encode_items(const Submission& submission);
void decode_items(std::string_view text, Submission& submission);

}  // namespace tansiq::store::sqlite

#pragma once

/// Reading records and what stands beside them.

#include <functional>
#include <vector>

#include "store/sqlite/session.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

/// Reader::visit. What TAXII gives by default is one scan of the index record_by_collection, or of
/// record_by_kind where a type is asked for; several types, and versions that are not the last, are as many
/// scans, merged by number. Ids are looked up one by one.
Result<bool> visit(Session& session, std::int64_t collection, const Filter& filter,
                   const std::function<bool(const RecordView&)>& visitor);

Result<bool> holds(Session& session, std::int64_t collection, std::string_view id);
Result<std::vector<Conflict>> conflicts(Session& session, std::int64_t collection,
                                        std::string_view id_or_empty, std::size_t limit);
Result<std::optional<Handling>> handling(Session& session, std::int64_t number);
Result<std::vector<HandlingChange>> handling_history(Session& session, std::int64_t record_number);

/// The numbers of all services: whoever looks for an object of any originator asks for each of them.
std::vector<ServiceNumber> services(Connection& db);

/// The instant that a record number stands for, and back.
inline Time time_of(std::int64_t number) {
  return Time{std::chrono::microseconds{number}};
}
inline std::int64_t number_of(Time time) {
  return time.time_since_epoch().count();
}

}  // namespace tansiq::store::sqlite

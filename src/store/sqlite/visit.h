#pragma once

/// Reading records and what stands beside them.

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "store/sqlite/session.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

/// The same question with and without content.
struct Sql {
  std::string_view with_bytes, without_bytes;
  [[nodiscard]] std::string_view text(const Filter& filter) const {
    return filter.with_bytes ? with_bytes : without_bytes;
  }
};

/// The columns with which every row that is visited begins; the content stands last.
namespace column {
enum { c_number, c_key, c_flags, c_originator, c_kind, c_id, c_version, c_act };
}

/// A table whose rows are found as records are, by numbers that are instants.
struct Place {
  Sql by_place;                ///< ?1 place, ?2 shown, numbers after ?3, in order
  Sql by_kind;                 ///< the same, ?4 kind
  Sql by_number;               ///< ?1 number, ?2 place
  std::string_view by_object;  ///< keys from ?1 up to ?2, ?3 place, ?4 originator, ?5 id; without content
  std::span<const std::int64_t> shown;  ///< what column `shown` says of what is given by default; never 0
  bool by_originator = true;  ///< whether objects of different originators are different objects here
  std::int64_t needed = 0;    ///< flags that a row must have
};

/// Visits what matches in one place: a collection, a shelf. `visitor` completes the view from its own
/// columns.
Result<bool> visit(Session& session, const Place& place, std::int64_t number, const Filter& filter,
                   const std::function<bool(RecordView&, const Query&)>& visitor);
Result<bool> holds(Session& session, const Place& place, std::int64_t number, std::string_view id);

/// Reader::visit. What TAXII gives by default is one scan of the index record_by_collection, or of
/// record_by_kind where a type is asked for; several types, and versions that are not the last, are as many
/// scans, merged by number. Ids are looked up one by one. Review dates are compared row by row.
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

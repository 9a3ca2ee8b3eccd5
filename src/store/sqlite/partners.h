#pragma once

/// Partners, papers and what is to be decided anew, in their tables.

#include <optional>
#include <string_view>
#include <vector>

#include "store/exchange.h"
#include "store/sqlite/connection.h"

namespace tansiq::store::sqlite {

/// Epochs and numbers of envelopes as SQLite keeps them: they stay below 2^53.
inline std::int64_t signed_of(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}
inline std::uint64_t unsigned_of(std::int64_t number) {
  return static_cast<std::uint64_t>(number);
}

Result<std::vector<Partner>> partners(Connection& db);
Result<std::optional<Partner>> partner(Connection& db, const exchange::ServiceId& service);
/// Fault::not_found where no service has this number, or the own one was not put yet.
Result<exchange::ServiceId> service_of(Connection& db, ServiceNumber number);
Result<ServiceNumber> put(Connection& db, const Partner& partner, bool own, Time now);

Result<std::vector<Paper>> papers(Connection& db, std::string_view kind, std::string_view subject);
Result<> put(Connection& db, const Paper& paper, Time now);
Result<> remove_paper(Connection& db, std::string_view kind, std::string_view subject, std::int64_t number);

Result<std::vector<Redecision>> due(Connection& db, Time now, std::size_t limit);
Result<> queue(Connection& db, const Redecision& redecision);
Result<> done(Connection& db, std::int64_t redecision_number);

}  // namespace tansiq::store::sqlite

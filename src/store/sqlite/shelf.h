#pragma once

/// The shelves of TAXII readers in their table: what each reader's collection shows of its outbox.

#include <chrono>
#include <string_view>
#include <vector>

#include "store/exchange.h"
#include "store/sqlite/records.h"
#include "store/sqlite/session.h"

namespace tansiq::store::sqlite {

/// A release may put so many objects on a shelf, each under an instant of its own, so that every release
/// leaves the ones after its `added` free.
inline constexpr std::chrono::microseconds shelf_parts{2};

/// ExchangeReader::visit_shelf. The last versions are one scan of the table itself, in the order of `added`.
Result<bool> visit_shelf(Session& session, ServiceNumber reader, const Filter& filter, bool only_recalls,
                         const ShelfVisitor& visitor);
Result<bool> shelf_holds(Session& session, ServiceNumber reader, std::string_view id, bool only_recalls);

/// Costs one search for the object, and the reading of all its versions that stand there.
Result<> shelve(Session& session, const Shelved& shelved);
Result<> unshelve(Connection& db, const EnvelopeName& release, Shelved::Part part);
Result<> set_fetched(Connection& db, const std::vector<EnvelopeName>& releases);

/// Takes away all that a release brought.
void take_from_shelf(Connection& db, const EnvelopeName& release);

}  // namespace tansiq::store::sqlite

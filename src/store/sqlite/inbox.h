#pragma once

/// What came from partners, in its tables.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/exchange.h"
#include "store/sqlite/records.h"
#include "store/sqlite/session.h"

namespace tansiq::store::sqlite {

Result<exchange::Inbox> inbox(Session& session, ServiceNumber sender);
Result<> visit_inbox(Session& session, const EnvelopeName& after,
                     const std::function<bool(const ArrivalView&)>& visitor);
Result<> visit_arrivals(Session& session, std::string_view id,
                        const std::function<bool(const ArrivalView&)>& visitor);

Result<> put(Connection& db, ServiceNumber sender, const exchange::Inbox& inbox);
Result<> add(const Writing& writing, const NewArrival& arrival);
Result<> set_opened(const Writing& writing, const EnvelopeName& name);
Result<> remove_arrivals(const Writing& writing, const EnvelopeName& above);

/// Removes the content of every envelope that brought one of these versions (none: any) of an originator's
/// object; says which had any.
std::vector<EnvelopeName> purge_arrivals(const Writing& writing, ServiceNumber originator,
                                         std::string_view id, const std::vector<std::string>& versions);
/// Removes the content of one envelope; nothing where it is not held or has none.
void purge_arrival(const Writing& writing, const EnvelopeName& name);

}  // namespace tansiq::store::sqlite

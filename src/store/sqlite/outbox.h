#pragma once

/// Outboxes and their copies in their tables.

#include <functional>
#include <string_view>
#include <vector>

#include "store/exchange.h"
#include "store/sqlite/records.h"
#include "store/sqlite/session.h"

namespace tansiq::store::sqlite {

/// The number of a copy with these bytes, which is used once more.
std::int64_t keep_copy(Session& session, std::string_view bytes);
/// Ends one use of a copy; the last one takes the copy along.
void drop_copy(Connection& db, std::int64_t number);

Result<exchange::Outbox> outbox(Session& session, ServiceNumber recipient);
Result<exchange::Outbox> outbox(Session& session, ServiceNumber recipient, std::uint64_t epoch);
Result<std::vector<std::uint64_t>> epochs(Connection& db, ServiceNumber recipient);
Result<> visit_outbox(Session& session, const EnvelopeName& after,
                      const std::function<bool(const ReleaseView&)>& visitor);
Result<> visit_releases(Session& session, std::string_view id,
                        const std::function<bool(const ReleaseView&)>& visitor);
/// Whether any version of the object was ever released to anybody.
bool was_released(Session& session, std::string_view id);

Result<> append(const Writing& writing, ServiceNumber recipient, const exchange::Envelope& envelope,
                std::int64_t act);
Result<> set_fate(Connection& db, const EnvelopeName& from, std::uint64_t to, exchange::Fate fate,
                  std::string_view reason);

/// Removes the content of every release of the object to one partner (own: to all); says which had any.
std::vector<EnvelopeName> erase_releases(Session& session, std::string_view id, ServiceNumber recipient);
/// Removes the content of one release; false where it is not held or has none.
bool erase_release(Connection& db, const EnvelopeName& name);

}  // namespace tansiq::store::sqlite

#pragma once

/// The small tables: collections, principals with their grants and tokens, settings.

#include <optional>
#include <vector>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

Result<std::vector<Collection>> collections(Connection& db);
Result<std::optional<Collection>> collection(Connection& db, std::string_view id_or_alias);
Result<std::int64_t> put(Connection& db, const Collection& collection);

Result<std::vector<Principal>> principals(Connection& db);
Result<std::optional<Principal>> principal(Connection& db, std::string_view name);
Result<std::optional<Principal>> principal(Connection& db, std::int64_t number);
Result<std::int64_t> put(Connection& db, const Principal& principal);

Result<std::vector<Grant>> grants(Connection& db, std::int64_t principal);
/// A grant of nothing is removed.
Result<> put_grant(Connection& db, std::int64_t principal, const Grant& grant);

Result<std::vector<Token>> tokens(Connection& db, std::int64_t principal);
Result<std::optional<Token>> token(Connection& db, const base::Digest& hash);
Result<> put(Connection& db, const Token& token);

Result<std::optional<std::string>> setting(Connection& db, std::string_view name);
Result<> put_setting(Connection& db, std::string_view name, std::string_view value);

}  // namespace tansiq::store::sqlite

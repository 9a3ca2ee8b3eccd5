#include "store/sqlite/session.h"

namespace tansiq::store::sqlite {

std::optional<std::int64_t> Kinds::number(Connection& db, std::string_view name) {
  if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
  Query query(db, "SELECT number FROM kind WHERE name = ?1", name);
  if (!query.next()) return std::nullopt;
  remember(query.integer(0), name);
  return query.integer(0);
}

std::int64_t Kinds::ensure(Connection& db, std::string_view name) {
  if (const auto held = number(db, name)) return *held;
  Query query(db, "INSERT INTO kind (name) VALUES (?1) RETURNING number", name);
  if (!query.next()) return 0;
  const std::int64_t made = query.integer(0);
  while (query.next()) continue;  // an INSERT is done when it was stepped to its end
  remember(made, name);
  return made;
}

std::string_view Kinds::name(Connection& db, std::int64_t number) {
  if (const auto found = by_number_.find(number); found != by_number_.end()) return found->second;
  Query query(db, "SELECT name FROM kind WHERE number = ?1", number);
  if (!query.next()) return {};
  return remember(number, query.view(0));
}

void Kinds::forget() {
  by_name_.clear();
  by_number_.clear();
  names_.clear();
}

std::string_view Kinds::remember(std::int64_t number, std::string_view name) {
  const std::string& kept = names_.emplace_back(name);
  by_number_.emplace(number, kept);
  by_name_.emplace(kept, number);
  return kept;
}

}  // namespace tansiq::store::sqlite

#pragma once

/// A connection with what the functions of this folder need beside it.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/sqlite/connection.h"
#include "store/sqlite/keys.h"

namespace tansiq::store::sqlite {

/// The object types of table `kind`, remembered as they are met.
class Kinds {
 public:
  /// Nothing where no record ever had this type.
  std::optional<std::int64_t> number(Connection& db, std::string_view name);
  /// Numbers a type that may be new.
  std::int64_t ensure(Connection& db, std::string_view name);
  /// The view lives until forget().
  std::string_view name(Connection& db, std::int64_t number);
  /// To be called when what was remembered may have been rolled back.
  void forget();

 private:
  std::string_view remember(std::int64_t number, std::string_view name);

  std::deque<std::string> names_;  // keeps the texts in place
  std::unordered_map<std::int64_t, std::string_view> by_number_;
  std::unordered_map<std::string_view, std::int64_t> by_name_;
};

struct Session {
  std::unique_ptr<Connection> db;
  Keys keys;
  Kinds kinds = {};
};

}  // namespace tansiq::store::sqlite

#pragma once

/// One connection to SQLite and its prepared statements.
///
/// A connection remembers its first failure and does nothing from then on until it is cleared: queries give
/// no rows and runs change nothing. So a function may run several statements and look once, at its end,
/// whether all went well, and nothing is ever built on half of an answer.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/base.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tansiq::store::sqlite {

using base::Result;
using base::Time;

/// What went wrong, in SQLite's words.
struct Failure {
  int code = 0;  ///< SQLite's extended result code
  std::string message;

  /// Whether the disk (or the limit on the database's size) is full: nothing is broken, nothing was done.
  [[nodiscard]] bool is_full() const;
  /// Whether the data asked for something that the schema forbids, such as a second use of a unique name.
  [[nodiscard]] bool is_constraint() const;
  /// Whether somebody else holds what was needed.
  [[nodiscard]] bool is_busy() const;
  /// As the error that a caller of the store gets.
  [[nodiscard]] base::Error error() const;
};

/// Bytes to be bound as a blob rather than as text.
struct Blob {
  std::string_view bytes;
};

class Query;

/// Used by one thread at a time.
class Connection {
 public:
  struct Settings {
    std::string path;
    std::string vfs;  ///< empty: SQLite's default
    bool writable = false;
    std::size_t cache_bytes = std::size_t{2} << 20;
    int busy_milliseconds = 1000;
  };

  static Result<std::unique_ptr<Connection>> open(const Settings& settings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs a statement that gives no rows; says how many rows it changed.
  template <typename... Values>
  std::int64_t run(std::string_view sql, const Values&... values);

  /// Runs several statements that bind nothing, such as a schema.
  void script(const std::string& sql);

  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  void clear_failure() { failure_.reset(); }
  /// Nothing, or the remembered failure as an error.
  [[nodiscard]] Result<> state() const;
  /// `value` where all went well, else the remembered failure.
  template <typename T>
  Result<T> done(T value) const {
    if (failure_) return tl::unexpected<base::Error>(failure_->error());
    return value;
  }

  /// Whether a transaction is open. SQLite itself rolls one back on some failures.
  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] sqlite3* handle() const { return db_; }

 private:
  friend class Query;
  Connection() = default;
  sqlite3_stmt* take(std::string_view sql);
  void give_back(std::string_view sql, sqlite3_stmt* statement);
  void fail(int code);

  struct Idle {
    std::string sql;
    std::vector<sqlite3_stmt*> statements;
  };

  sqlite3* db_ = nullptr;
  std::optional<Failure> failure_;
  std::unordered_map<std::string_view, std::unique_ptr<Idle>> statements_;
};

/// One run of a prepared statement: bound when made, stepped by next(), given back to its connection when
/// destroyed. Bound texts are not copied: they must outlive the query. Column views live until the next
/// step.
class Query {
 public:
  template <typename... Values>
  explicit Query(Connection& db, std::string_view sql, const Values&... values)
      : db_(&db), sql_(sql), statement_(db.take(sql)) {
    int index = 0;
    (bind(++index, values), ...);
  }
  ~Query();
  Query(Query&& other) noexcept;
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query& operator=(Query&&) = delete;

  /// Steps to the next row. False at the end, and on a failure, which the connection then remembers.
  bool next();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
  [[nodiscard]] std::string_view view(int column) const;  ///< text or blob
  [[nodiscard]] std::string text(int column) const { return std::string(view(column)); }
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] Time time(int column) const;
  [[nodiscard]] std::optional<Time> optional_time(int column) const;
  [[nodiscard]] base::Digest digest(int column) const;

 private:
  void bind(int index, std::int64_t value);
  void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, bool value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, std::size_t value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, std::string_view value);
  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
  void bind(int index, const char* value) { bind(index, std::string_view(value)); }
  void bind(int index, Blob value);
  void bind(int index, const base::Digest& value) { bind(index, Blob{base::view(value)}); }
  void bind(int index, Time value) { bind(index, value.time_since_epoch().count()); }
  void bind_null(int index);
  void check(int code);
  template <typename T>
  void bind(int index, const std::optional<T>& value) {
    value ? bind(index, *value) : bind_null(index);
  }

  Connection* db_;
  std::string_view sql_;
  sqlite3_stmt* statement_;
};

/// The rows that the last statement on this connection changed.
std::int64_t changes(const Connection& db);

template <typename... Values>
std::int64_t Connection::run(std::string_view sql, const Values&... values) {
  Query query(*this, sql, values...);
  query.next();
  return failure_ ? 0 : changes(*this);
}

/// `text` in single quotes, for the few statements that cannot bind.
std::string quoted(std::string_view text);

}  // namespace tansiq::store::sqlite

#include "store/sqlite/connection.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <mutex>
#include <sqlite3.h>

namespace tansiq::store::sqlite {
namespace {

/// Statements kept of one text; a merge of several streams uses more than one at once.
constexpr std::size_t idle_of_one_text = 8;

/// SQLite would keep a count of all its memory under one lock, which every thread would queue for.
void configure_once() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

bool Failure::is_full() const {
  return (code & 0xff) == SQLITE_FULL;
}
bool Failure::is_constraint() const {
  return (code & 0xff) == SQLITE_CONSTRAINT;
}
bool Failure::is_busy() const {
  return (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
}

base::Error Failure::error() const {
  using base::Fault;
  if (is_full())
    return {Fault::unavailable, "the disk of the store is full", "store",
            "make room; nothing of this was kept"};
  if (is_constraint()) return {Fault::conflict, message, "store", {}};
  if (is_busy()) return {Fault::busy, "the store is in use", "store", "try again"};
  if ((code & 0xff) == SQLITE_NOTADB) return {Fault::invalid, "this is no store of Tansiq", "store", {}};
  if ((code & 0xff) == SQLITE_CANTOPEN)
    return {Fault::not_found, "the file cannot be opened", "store", message};
  return {Fault::internal, fmt::format("{} (SQLite {})", message, code), "store", {}};
}

Result<std::unique_ptr<Connection>> Connection::open(const Settings& settings) {
  configure_once();
  std::unique_ptr<Connection> made(new Connection);
  const int flags = (settings.writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(settings.path.c_str(), &made->db_, flags,
                                   settings.vfs.empty() ? nullptr : settings.vfs.c_str());
  if (code != SQLITE_OK) {
    made->fail(code);
    return tl::unexpected<base::Error>(made->failure_->error());
  }
  sqlite3_busy_timeout(made->db_, settings.busy_milliseconds);
  // A trusted schema runs no function that a hostile file brought along.
  made->script(
      fmt::format("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;"
                  "PRAGMA secure_delete = ON; PRAGMA cache_size = -{};",
                  std::max<std::size_t>(settings.cache_bytes >> 10, 64)));
  if (!settings.writable) made->script("PRAGMA query_only = ON");
  if (made->failure_) return tl::unexpected<base::Error>(made->failure_->error());
  return made;
}

Connection::~Connection() {
  for (auto& [sql, idle] : statements_)
    for (sqlite3_stmt* statement : idle->statements) sqlite3_finalize(statement);
  sqlite3_close_v2(db_);
}

void Connection::script(const std::string& sql) {
  if (failure_) return;
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

Result<> Connection::state() const {
  if (failure_) return tl::unexpected<base::Error>(failure_->error());
  return {};
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(db_) == 0;
}

sqlite3_stmt* Connection::take(std::string_view sql) {
  if (failure_) return nullptr;
  if (const auto found = statements_.find(sql);
      found != statements_.end() && !found->second->statements.empty()) {
    sqlite3_stmt* statement = found->second->statements.back();
    found->second->statements.pop_back();
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  return statement;
}

void Connection::give_back(std::string_view sql, sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    auto idle = std::make_unique<Idle>(Idle{std::string(sql), {}});
    const std::string_view key = idle->sql;
    found = statements_.emplace(key, std::move(idle)).first;
  }
  auto& idle = found->second->statements;
  if (idle.size() < idle_of_one_text) {
    idle.push_back(statement);
  } else {
    sqlite3_finalize(statement);
  }
}

void Connection::fail(int code) {
  if (!failure_) failure_ = Failure{code, db_ != nullptr ? sqlite3_errmsg(db_) : sqlite3_errstr(code)};
}

Query::~Query() {
  if (statement_ != nullptr) db_->give_back(sql_, statement_);
}

Query::Query(Query&& other) noexcept : db_(other.db_), sql_(other.sql_), statement_(other.statement_) {
  other.statement_ = nullptr;
}

void Query::check(int code) {
  if (code != SQLITE_OK) db_->fail(code);
}

void Query::bind(int index, std::int64_t value) {
  if (statement_ != nullptr) check(sqlite3_bind_int64(statement_, index, value));
}

void Query::bind(int index, std::string_view value) {
  // An empty view may have no address, which SQLite would take for NULL.
  const char* data = value.data() != nullptr ? value.data() : "";
  if (statement_ != nullptr)
    check(sqlite3_bind_text64(statement_, index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Query::bind(int index, Blob value) {
  const char* data = value.bytes.data() != nullptr ? value.bytes.data() : "";
  if (statement_ != nullptr)
    check(sqlite3_bind_blob64(statement_, index, data, value.bytes.size(), SQLITE_STATIC));
}

void Query::bind_null(int index) {
  if (statement_ != nullptr) check(sqlite3_bind_null(statement_, index));
}

bool Query::next() {
  if (statement_ == nullptr || db_->failure_) return false;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) db_->fail(code);
  return false;
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Query::view(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? std::string_view{} : std::string_view(data, static_cast<std::size_t>(size));
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Time Query::time(int column) const {
  return Time{std::chrono::microseconds{integer(column)}};
}

std::optional<Time> Query::optional_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

base::Digest Query::digest(int column) const {
  base::Digest digest{};
  const auto bytes = view(column);
  std::memcpy(digest.data(), bytes.data(), std::min(bytes.size(), digest.size()));
  return digest;
}

std::int64_t changes(const Connection& db) {
  return sqlite3_changes64(db.handle());
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out.push_back('\'');
    out.push_back(c);
  }
  out.push_back('\'');
  return out;
}

}  // namespace tansiq::store::sqlite

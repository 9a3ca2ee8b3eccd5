#include "store/sqlite/submitted.h"

#include <optional>

namespace tansiq::store::sqlite {
namespace {

// Where a submission is named its rows are few; else the filter walks all that wait, or all.
#define TANSIQ_SUBMITTED \
  "SELECT number, submission, principal, received, state, id, version, size, bytes FROM submitted"
#define TANSIQ_NARROWED \
  " AND number > ?1 AND (?2 IS NULL OR principal = ?2) AND (?3 = 0 OR state = 0) ORDER BY number LIMIT ?4"
constexpr std::string_view of_submission =
    TANSIQ_SUBMITTED " INDEXED BY submitted_by_submission WHERE submission = ?5" TANSIQ_NARROWED;
constexpr std::string_view that_wait =
    TANSIQ_SUBMITTED " INDEXED BY submitted_by_state WHERE state = 0" TANSIQ_NARROWED;
constexpr std::string_view of_all = TANSIQ_SUBMITTED " WHERE 1" TANSIQ_NARROWED;
#undef TANSIQ_SUBMITTED
#undef TANSIQ_NARROWED

Submitted submitted_of(const Query& row, bool with_bytes) {
  Submitted one;
  one.number = row.integer(0);
  one.submission = row.text(1);
  one.principal = row.integer(2);
  one.received = row.time(3);
  one.state = static_cast<Submitted::State>(row.integer(4));
  one.id = row.text(5);
  one.version = row.text(6);
  one.size = static_cast<std::size_t>(row.integer(7));
  if (with_bytes) one.bytes = row.text(8);
  return one;
}

}  // namespace

Result<std::vector<Submitted>> submitted(Connection& db, const SubmittedFilter& filter) {
  std::vector<Submitted> found;
  const auto collect = [&](Query row) {
    while (row.next()) found.push_back(submitted_of(row, filter.with_bytes));
  };
  if (!filter.submission.empty())
    collect(Query(db, of_submission, filter.after, filter.principal, filter.only_waiting, filter.limit,
                  filter.submission));
  else
    collect(Query(db, filter.only_waiting ? that_wait : of_all, filter.after, filter.principal,
                  filter.only_waiting, filter.limit));
  return db.done(std::move(found));
}

Result<Waiting> waiting(Connection& db, std::int64_t principal) {
  Waiting waiting;
  if (Query row(db,
                "SELECT count(*), coalesce(sum(size), 0) FROM submitted WHERE principal = ?1 AND state = 0",
                principal);
      row.next())
    waiting = {row.integer(0), row.integer(1)};
  return db.done(waiting);
}

Result<bool> submit(const Writing& writing, std::int64_t principal, std::string_view submission,
                    const stix::Object& object) {
  auto& db = *writing.session.db;
  const auto key = writing.session.keys.text(object.id);
  if (Query same(db,
                 "SELECT 1 FROM submitted WHERE key = ?1 AND principal = ?2 AND state = 0 AND id = ?3"
                 " AND bytes = ?4",
                 key, principal, object.id, Blob{object.bytes});
      same.next())
    return false;
  db.run(
      "INSERT INTO submitted (number, principal, state, received, size, key, submission, id, version, bytes)"
      " VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      writing.next_instant(), principal, writing.now, object.bytes.size(), key, submission, object.id,
      object.version, Blob{object.bytes});
  return db.done(true);
}

void settle_submitted(Connection& db, const std::vector<std::int64_t>& numbers, Submitted::State state) {
  for (const auto number : numbers)
    db.run("UPDATE submitted SET state = ?2, bytes = NULL WHERE number = ?1 AND state = 0", number,
           static_cast<int>(state));
}

std::vector<std::int64_t> erase_submitted(Session& session, std::string_view id) {
  auto& db = *session.db;
  std::vector<std::int64_t> numbers;
  for (Query row(db, "SELECT number FROM submitted WHERE key = ?1 AND id = ?2", session.keys.text(id), id);
       row.next();)
    numbers.push_back(row.integer(0));
  remove_submitted(db, numbers);
  return numbers;
}

void remove_submitted(Connection& db, const std::vector<std::int64_t>& numbers) {
  for (const auto number : numbers) db.run("DELETE FROM submitted WHERE number = ?1", number);
}

}  // namespace tansiq::store::sqlite

#include "store/sqlite/transaction.h"

#include <algorithm>

#include "store/sqlite/inbox.h"
#include "store/sqlite/outbox.h"
#include "store/sqlite/submitted.h"

namespace tansiq::store::sqlite {

Result<std::int64_t> SqliteTransaction::append(const journal::Act& act) {
  return db().done(sqlite::append(session_, state_, act, writing_.now));
}

Result<Added> SqliteTransaction::add(const NewRecord& record, std::int64_t act) {
  return db().done(sqlite::add(writing_, record, act));
}

Result<std::int64_t> SqliteTransaction::intern(const Handling& handling) {
  return db().done(sqlite::intern(writing_, handling));
}

Result<> SqliteTransaction::set_handling(std::int64_t record_number, std::int64_t handling,
                                         std::int64_t act) {
  return sqlite::set_handling(writing_, record_number, handling, act);
}

Result<std::size_t> SqliteTransaction::erase(std::int64_t collection, std::string_view id,
                                             const VersionMatch& versions,
                                             const std::vector<stix::Spec>& specs, std::int64_t act) {
  Erasure erasure;
  erasure.rows = erase_object(writing_, collection, std::nullopt, id, versions, specs);
  if (erasure.rows.records.empty()) return db().done(std::size_t{0});
  const bool tells = made_from_content(id);
  erasure.journal = erase_mentions(session_, id, tells, act);
  erasure.submissions = erase_from_submissions(writing_, id, tells);
  erasure.submitted = erase_submitted(session_, id);
  const auto count = erasure.rows.records.size();
  note(std::move(erasure));
  return db().done(count);
}

void SqliteTransaction::note(Erasure erasure) {
  erasure.number = ++state_.erasures;
  erasure.time = writing_.now;
  db().run("INSERT INTO erasure (number, line) VALUES (?1, ?2)", erasure.number, encode(erasure));
  erasures_.push_back(std::move(erasure));
}

void SqliteTransaction::reapply(const Erasure& erasure) {
  erase_rows(writing_, erasure.rows);
  for (const auto& fields : erasure.journal) erase_fields(session_, fields);
  remove_submissions(db(), erasure.submissions);
  remove_submitted(db(), erasure.submitted);
  for (const auto& name : erasure.releases) erase_release(db(), name);
  for (const auto& name : erasure.arrivals) purge_arrival(writing_, name);
  db().run("INSERT INTO erasure (number, line) VALUES (?1, ?2)", erasure.number, encode(erasure));
  state_.erasures = erasure.number;
  // Numbers are instants: none may be given again that a lost part of the store had given.
  state_.instant = std::max(state_.instant, erasure.time.time_since_epoch().count());
}

Result<std::int64_t> SqliteTransaction::put(const Collection& collection) {
  return sqlite::put(db(), collection);
}

Result<std::int64_t> SqliteTransaction::put(const Principal& principal) {
  return sqlite::put(db(), principal);
}

Result<> SqliteTransaction::put(const Token& token) {
  return sqlite::put(db(), token);
}

Result<> SqliteTransaction::put(const Submission& submission) {
  return sqlite::put(writing_, submission);
}

Result<> SqliteTransaction::put_grant(std::int64_t principal, const Grant& grant) {
  return sqlite::put_grant(db(), principal, grant);
}

Result<> SqliteTransaction::put_setting(std::string_view name, std::string_view value) {
  return sqlite::put_setting(db(), name, value);
}

Result<std::size_t> SqliteTransaction::forget_submissions(Time time) {
  return sqlite::forget_submissions(writing_, time);
}

Result<bool> SqliteTransaction::submit(std::int64_t principal, std::string_view submission,
                                       const stix::Object& object) {
  return sqlite::submit(writing_, principal, submission, object);
}

Result<> SqliteTransaction::settle_submitted(const std::vector<std::int64_t>& numbers,
                                             Submitted::State state) {
  sqlite::settle_submitted(db(), numbers, state);
  if (state == Submitted::State::dropped && !numbers.empty()) {
    Erasure erasure;
    erasure.submitted = numbers;
    note(std::move(erasure));
  }
  return db().state();
}

Result<Totals> SqliteTransaction::totals() {
  Totals totals = state_.totals;
  add_file_size(totals);
  return db().done(totals);
}

}  // namespace tansiq::store::sqlite

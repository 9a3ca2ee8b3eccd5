#pragma once

/// The reading side of the interface over one session, shared by snapshots and transactions.

#include "store/sqlite/journal_table.h"
#include "store/sqlite/outbox.h"
#include "store/sqlite/session.h"
#include "store/sqlite/submissions.h"
#include "store/sqlite/submitted.h"
#include "store/sqlite/tables.h"
#include "store/sqlite/visit.h"
#include "store/store.h"

namespace tansiq::store::sqlite {

/// `Interface` is Reader or Transaction.
template <typename Interface>
class Reading : public Interface {
 public:
  Result<std::vector<Collection>> collections() override { return sqlite::collections(db()); }
  Result<std::optional<Collection>> collection(std::string_view id_or_alias) override {
    return sqlite::collection(db(), id_or_alias);
  }
  Result<bool> visit(std::int64_t collection, const Filter& filter,
                     const std::function<bool(const RecordView&)>& visitor) override {
    return sqlite::visit(session(), collection, filter, visitor);
  }
  Result<bool> holds(std::int64_t collection, std::string_view id) override {
    return sqlite::holds(session(), collection, id);
  }
  Result<bool> released(std::string_view id) override { return db().done(was_released(session(), id)); }
  Result<std::vector<Conflict>> conflicts(std::int64_t collection, std::string_view id_or_empty,
                                          std::size_t limit) override {
    return sqlite::conflicts(session(), collection, id_or_empty, limit);
  }
  Result<std::optional<Handling>> handling(std::int64_t number) override {
    return sqlite::handling(session(), number);
  }
  Result<std::vector<HandlingChange>> handling_history(std::int64_t record_number) override {
    return sqlite::handling_history(session(), record_number);
  }
  Result<std::vector<Principal>> principals() override { return sqlite::principals(db()); }
  Result<std::optional<Principal>> principal(std::string_view name) override {
    return sqlite::principal(db(), name);
  }
  Result<std::optional<Principal>> principal(std::int64_t number) override {
    return sqlite::principal(db(), number);
  }
  Result<std::vector<Grant>> grants(std::int64_t principal) override {
    return sqlite::grants(db(), principal);
  }
  Result<std::vector<Token>> tokens(std::int64_t principal) override {
    return sqlite::tokens(db(), principal);
  }
  Result<std::optional<Token>> token(const base::Digest& hash) override { return sqlite::token(db(), hash); }
  Result<std::optional<Submission>> submission(std::string_view id) override {
    return sqlite::submission(session(), id);
  }
  Result<std::vector<Submitted>> submitted(const SubmittedFilter& filter) override {
    return sqlite::submitted(db(), filter);
  }
  Result<Waiting> waiting(std::int64_t principal) override { return sqlite::waiting(db(), principal); }
  Result<std::vector<journal::Entry>> journal(const JournalFilter& filter) override {
    return sqlite::journal_entries(session(), filter);
  }
  Result<std::optional<std::string>> setting(std::string_view name) override {
    return sqlite::setting(db(), name);
  }
  Result<Totals> totals() override {
    auto state = read_state(db());
    if (!state) return fail(state);
    add_file_size(state->totals);
    return db().done(state->totals);
  }

 protected:
  virtual Session& session() = 0;
  Connection& db() { return *session().db; }
  void add_file_size(Totals& totals) {
    Query query(db(), "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    if (query.next()) totals.file_bytes = query.integer(0);
  }
};

}  // namespace tansiq::store::sqlite

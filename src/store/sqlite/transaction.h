#pragma once

#include <vector>

#include "store/sqlite/erasures.h"
#include "store/sqlite/exchanging.h"
#include "store/sqlite/reading.h"
#include "store/sqlite/records.h"

namespace tansiq::store::sqlite {

/// One write, inside a transaction or savepoint that the writer opened.
class SqliteTransaction final : public Reading<Transaction> {
 public:
  /// `state` is moved on, and `erasures` gets what was erased; the writer puts both back where the write
  /// fails.
  SqliteTransaction(Session& session, State& state, std::vector<Erasure>& erasures, Time now)
      : session_(session),
        state_(state),
        erasures_(erasures),
        writing_{session, state, now},
        exchange_(session, writing_, erasures) {}

  Time now() const override { return writing_.now; }
  Result<std::int64_t> append(const journal::Act& act) override;
  Result<Added> add(const NewRecord& record, std::int64_t act) override;
  Result<std::int64_t> intern(const Handling& handling) override;
  Result<> set_handling(std::int64_t record_number, std::int64_t handling, std::int64_t act) override;
  Result<std::size_t> erase(std::int64_t collection, std::string_view id, const VersionMatch& versions,
                            const std::vector<stix::Spec>& specs, std::int64_t act) override;
  Result<std::int64_t> put(const Collection& collection) override;
  Result<std::int64_t> put(const Principal& principal) override;
  Result<> put(const Token& token) override;
  Result<> put(const Submission& submission) override;
  Result<> put_grant(std::int64_t principal, const Grant& grant) override;
  Result<> put_setting(std::string_view name, std::string_view value) override;
  Result<std::size_t> forget_submissions(Time time) override;
  Result<bool> submit(std::int64_t principal, std::string_view submission,
                      const stix::Object& object) override;
  Result<> settle_submitted(const std::vector<std::int64_t>& numbers, Submitted::State state) override;
  Result<Totals> totals() override;
  ExchangeReader& exchange() override { return exchange_; }
  ExchangeWriter& exchange_writer() override { return exchange_; }

  /// Does an erasure again that a restored store does not know of.
  void reapply(const Erasure& erasure);

 protected:
  Session& session() override { return session_; }

 private:
  /// Numbers an erasure and notes it in the list.
  void note(Erasure erasure);

  Session& session_;
  State& state_;
  std::vector<Erasure>& erasures_;
  Writing writing_;
  SqliteExchange exchange_;
};

}  // namespace tansiq::store::sqlite

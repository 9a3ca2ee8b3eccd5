#pragma once

/// The exchange's side of the interface over one session, shared by snapshots and transactions.

#include <vector>

#include "store/exchange.h"
#include "store/sqlite/erasures.h"
#include "store/sqlite/records.h"
#include "store/sqlite/session.h"

namespace tansiq::store::sqlite {

class SqliteExchange final : public ExchangeWriter {
 public:
  /// For reading alone: whoever holds it hands it out as ExchangeReader.
  explicit SqliteExchange(Session& session) : session_(session) {}
  /// Inside a write; all three outlive this.
  SqliteExchange(Session& session, const Writing& writing, std::vector<Erasure>& erasures)
      : session_(session), writing_(&writing), erasures_(&erasures) {}

  Result<std::vector<Partner>> partners() override;
  Result<std::optional<Partner>> partner(const exchange::ServiceId& service) override;
  Result<std::vector<Paper>> papers(std::string_view kind, std::string_view subject) override;
  Result<exchange::Outbox> outbox(ServiceNumber recipient) override;
  Result<exchange::Outbox> outbox(ServiceNumber recipient, std::uint64_t epoch) override;
  Result<std::vector<std::uint64_t>> epochs(ServiceNumber recipient) override;
  Result<> visit_outbox(const EnvelopeName& after,
                        const std::function<bool(const ReleaseView&)>& visitor) override;
  Result<> visit_releases(std::string_view id,
                          const std::function<bool(const ReleaseView&)>& visitor) override;
  Result<bool> visit_shelf(ServiceNumber reader, const Filter& filter, bool only_recalls,
                           const ShelfVisitor& visitor) override;
  Result<bool> shelf_holds(ServiceNumber reader, std::string_view id, bool only_recalls) override;
  Result<exchange::Inbox> inbox(ServiceNumber sender) override;
  Result<> visit_inbox(const EnvelopeName& after,
                       const std::function<bool(const ArrivalView&)>& visitor) override;
  Result<> visit_arrivals(std::string_view id,
                          const std::function<bool(const ArrivalView&)>& visitor) override;
  Result<std::vector<Redecision>> due(Time now, std::size_t limit) override;

  Result<ServiceNumber> put(const Partner& partner, bool own) override;
  Result<> put(const Paper& paper) override;
  Result<> remove_paper(std::string_view kind, std::string_view subject, std::int64_t number) override;
  Result<> append(ServiceNumber recipient, const exchange::Envelope& envelope, std::int64_t act) override;
  Result<> set_fate(const EnvelopeName& from, std::uint64_t to, exchange::Fate fate,
                    std::string_view reason) override;
  Result<> shelve(const Shelved& shelved) override;
  Result<> unshelve(const EnvelopeName& release, Shelved::Part part) override;
  Result<> set_fetched(const std::vector<EnvelopeName>& releases) override;
  Result<std::size_t> erase_releases(std::string_view id, ServiceNumber recipient, std::int64_t act) override;
  Result<std::size_t> erase_releases(std::string_view id, const std::vector<EnvelopeName>& releases,
                                     std::int64_t act) override;
  Result<> put(ServiceNumber sender, const exchange::Inbox& inbox) override;
  Result<> add(const NewArrival& arrival) override;
  Result<> set_opened(const EnvelopeName& name) override;
  Result<> remove_arrivals(const EnvelopeName& above) override;
  Result<std::vector<EnvelopeName>> purge(std::int64_t collection, ServiceNumber originator,
                                          std::string_view id, const std::vector<std::string>& versions,
                                          std::int64_t act) override;
  Result<> purge_arrival(const EnvelopeName& name) override;
  Result<> queue(const Redecision& redecision) override;
  Result<> done(std::int64_t redecision_number) override;

 private:
  /// Numbers an erasure and notes it in the list; what it took of the object (where it names one) from
  /// journal and submissions is added here.
  void note(Erasure erasure, std::string_view id, std::int64_t act);

  Session& session_;
  const Writing* writing_ = nullptr;
  std::vector<Erasure>* erasures_ = nullptr;
};

}  // namespace tansiq::store::sqlite

#include "store/sqlite/exchanging.h"

#include <cassert>

#include "store/sqlite/inbox.h"
#include "store/sqlite/journal_table.h"
#include "store/sqlite/outbox.h"
#include "store/sqlite/partners.h"
#include "store/sqlite/shelf.h"
#include "store/sqlite/submissions.h"

namespace tansiq::store::sqlite {

Result<std::vector<Partner>> SqliteExchange::partners() {
  return sqlite::partners(*session_.db);
}

Result<std::optional<Partner>> SqliteExchange::partner(const exchange::ServiceId& service) {
  return sqlite::partner(*session_.db, service);
}

Result<std::vector<Paper>> SqliteExchange::papers(std::string_view kind, std::string_view subject) {
  return sqlite::papers(*session_.db, kind, subject);
}

Result<exchange::Outbox> SqliteExchange::outbox(ServiceNumber recipient) {
  return sqlite::outbox(session_, recipient);
}

Result<exchange::Outbox> SqliteExchange::outbox(ServiceNumber recipient, std::uint64_t epoch) {
  return sqlite::outbox(session_, recipient, epoch);
}

Result<std::vector<std::uint64_t>> SqliteExchange::epochs(ServiceNumber recipient) {
  return sqlite::epochs(*session_.db, recipient);
}

Result<> SqliteExchange::visit_outbox(const EnvelopeName& after,
                                      const std::function<bool(const ReleaseView&)>& visitor) {
  return sqlite::visit_outbox(session_, after, visitor);
}

Result<> SqliteExchange::visit_releases(std::string_view id,
                                        const std::function<bool(const ReleaseView&)>& visitor) {
  return sqlite::visit_releases(session_, id, visitor);
}

Result<bool> SqliteExchange::visit_shelf(ServiceNumber reader, const Filter& filter, bool only_recalls,
                                         const ShelfVisitor& visitor) {
  return sqlite::visit_shelf(session_, reader, filter, only_recalls, visitor);
}

Result<bool> SqliteExchange::shelf_holds(ServiceNumber reader, std::string_view id, bool only_recalls) {
  return sqlite::shelf_holds(session_, reader, id, only_recalls);
}

Result<exchange::Inbox> SqliteExchange::inbox(ServiceNumber sender) {
  return sqlite::inbox(session_, sender);
}

Result<> SqliteExchange::visit_inbox(const EnvelopeName& after,
                                     const std::function<bool(const ArrivalView&)>& visitor) {
  return sqlite::visit_inbox(session_, after, visitor);
}

Result<> SqliteExchange::visit_arrivals(std::string_view id,
                                        const std::function<bool(const ArrivalView&)>& visitor) {
  return sqlite::visit_arrivals(session_, id, visitor);
}

Result<std::vector<Redecision>> SqliteExchange::due(Time now, std::size_t limit) {
  return sqlite::due(*session_.db, now, limit);
}

Result<ServiceNumber> SqliteExchange::put(const Partner& partner, bool own) {
  assert(writing_ != nullptr);
  return sqlite::put(*session_.db, partner, own, writing_->now);
}

Result<> SqliteExchange::put(const Paper& paper) {
  assert(writing_ != nullptr);
  return sqlite::put(*session_.db, paper, writing_->now);
}

Result<> SqliteExchange::remove_paper(std::string_view kind, std::string_view subject, std::int64_t number) {
  return sqlite::remove_paper(*session_.db, kind, subject, number);
}

Result<> SqliteExchange::append(ServiceNumber recipient, const exchange::Envelope& envelope,
                                std::int64_t act) {
  assert(writing_ != nullptr);
  return sqlite::append(*writing_, recipient, envelope, act);
}

Result<> SqliteExchange::set_fate(const EnvelopeName& from, std::uint64_t to, exchange::Fate fate,
                                  std::string_view reason) {
  return sqlite::set_fate(*session_.db, from, to, fate, reason);
}

Result<> SqliteExchange::shelve(const Shelved& shelved) {
  assert(writing_ != nullptr);
  return sqlite::shelve(session_, shelved);
}

Result<> SqliteExchange::unshelve(const EnvelopeName& release, Shelved::Part part) {
  return sqlite::unshelve(*session_.db, release, part);
}

Result<> SqliteExchange::set_fetched(const std::vector<EnvelopeName>& releases) {
  return sqlite::set_fetched(*session_.db, releases);
}

Result<std::size_t> SqliteExchange::erase_releases(std::string_view id, ServiceNumber recipient,
                                                   std::int64_t act) {
  Erasure erasure;
  erasure.releases = sqlite::erase_releases(session_, id, recipient);
  const auto count = erasure.releases.size();
  if (count > 0) note(std::move(erasure), id, act);
  return session_.db->done(count);
}

Result<std::size_t> SqliteExchange::erase_releases(std::string_view id,
                                                   const std::vector<EnvelopeName>& releases,
                                                   std::int64_t act) {
  Erasure erasure;
  for (const auto& name : releases)
    if (erase_release(*session_.db, name)) erasure.releases.push_back(name);
  const auto count = erasure.releases.size();
  if (count > 0) note(std::move(erasure), id, act);
  return session_.db->done(count);
}

Result<> SqliteExchange::put(ServiceNumber sender, const exchange::Inbox& inbox) {
  return sqlite::put(*session_.db, sender, inbox);
}

Result<> SqliteExchange::add(const NewArrival& arrival) {
  assert(writing_ != nullptr);
  return sqlite::add(*writing_, arrival);
}

Result<> SqliteExchange::set_opened(const EnvelopeName& name) {
  assert(writing_ != nullptr);
  return sqlite::set_opened(*writing_, name);
}

Result<> SqliteExchange::remove_arrivals(const EnvelopeName& above) {
  assert(writing_ != nullptr);
  return sqlite::remove_arrivals(*writing_, above);
}

Result<std::vector<EnvelopeName>> SqliteExchange::purge(std::int64_t collection, ServiceNumber originator,
                                                        std::string_view id,
                                                        const std::vector<std::string>& versions,
                                                        std::int64_t act) {
  assert(writing_ != nullptr);
  Erasure erasure;
  const VersionMatch match{.first = false, .last = false, .all = versions.empty(), .exact = versions};
  erasure.rows = erase_object(*writing_, collection, originator, id, match, {});
  erasure.arrivals = purge_arrivals(*writing_, originator, id, versions);
  auto names = erasure.arrivals;
  if (!erasure.rows.records.empty() || !names.empty()) note(std::move(erasure), id, act);
  return session_.db->done(std::move(names));
}

Result<> SqliteExchange::purge_arrival(const EnvelopeName& name) {
  assert(writing_ != nullptr);
  sqlite::purge_arrival(*writing_, name);
  Erasure erasure;
  erasure.arrivals = {name};
  note(std::move(erasure), {}, 0);
  return session_.db->state();
}

Result<> SqliteExchange::queue(const Redecision& redecision) {
  return sqlite::queue(*session_.db, redecision);
}

Result<> SqliteExchange::done(std::int64_t redecision_number) {
  return sqlite::done(*session_.db, redecision_number);
}

void SqliteExchange::note(Erasure erasure, std::string_view id, std::int64_t act) {
  assert(writing_ != nullptr && erasures_ != nullptr);
  if (!id.empty()) {
    const bool tells = made_from_content(id);
    erasure.journal = erase_mentions(session_, id, tells, act);
    erasure.submissions = erase_from_submissions(*writing_, id, tells);
  }
  erasure.number = ++writing_->state.erasures;
  erasure.time = writing_->now;
  session_.db->run("INSERT INTO erasure (number, line) VALUES (?1, ?2)", erasure.number, encode(erasure));
  erasures_->push_back(std::move(erasure));
}

}  // namespace tansiq::store::sqlite

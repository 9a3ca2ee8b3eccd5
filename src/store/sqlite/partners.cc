#include "store/sqlite/partners.h"

#include <algorithm>

namespace tansiq::store::sqlite {
namespace {

Partner partner_of(const Query& row) {
  return {.number = row.integer(0),
          .service = row.digest(1),
          .label = row.text(2),
          .suspended = row.flag(3),
          .added = row.time(4)};
}

}  // namespace

Result<std::vector<Partner>> partners(Connection& db) {
  std::vector<Partner> all;
  for (Query row(db,
                 "SELECT number, service, label, suspended, added FROM service"
                 " WHERE service IS NOT NULL ORDER BY number");
       row.next();)
    all.push_back(partner_of(row));
  return db.done(std::move(all));
}

Result<std::optional<Partner>> partner(Connection& db, const exchange::ServiceId& service) {
  std::optional<Partner> found;
  if (Query row(db, "SELECT number, service, label, suspended, added FROM service WHERE service = ?1",
                service);
      row.next())
    found = partner_of(row);
  return db.done(std::move(found));
}

Result<exchange::ServiceId> service_of(Connection& db, ServiceNumber number) {
  if (Query row(db, "SELECT service FROM service WHERE number = ?1 AND service IS NOT NULL", number);
      row.next())
    return row.digest(0);
  if (db.failure()) return fail(db.state());
  return base::fail(base::Fault::not_found,
                    number == own_service ? "this node has no card yet" : "there is no such partner");
}

Result<ServiceNumber> put(Connection& db, const Partner& partner, bool own, Time now) {
  if (own) {
    db.run("UPDATE service SET service = ?1, label = ?2, added = ?3 WHERE number = 0", partner.service,
           partner.label, now);
    return db.done(own_service);
  }
  ServiceNumber number = own_service;
  for (Query row(db,
                 "INSERT INTO service (service, label, suspended, added) VALUES (?1, ?2, ?3, ?4)"
                 " ON CONFLICT (service) DO UPDATE SET label = ?2, suspended = ?3 RETURNING number",
                 partner.service, partner.label, partner.suspended, now);
       row.next();)
    number = row.integer(0);
  return db.done(number);
}

Result<std::vector<Paper>> papers(Connection& db, std::string_view kind, std::string_view subject) {
  std::vector<Paper> all;
  const auto collect = [&](Query row) {
    while (row.next())
      all.push_back({.kind = row.text(0),
                     .subject = row.text(1),
                     .number = row.integer(2),
                     .text = row.text(3),
                     .since = row.time(4),
                     .act = row.integer(5)});
  };
  if (subject.empty())
    collect(Query(db,
                  "SELECT kind, subject, number, text, since, act FROM paper WHERE kind = ?1"
                  " ORDER BY subject, number",
                  kind));
  else
    collect(Query(db,
                  "SELECT kind, subject, number, text, since, act FROM paper WHERE kind = ?1"
                  " AND subject = ?2 ORDER BY number",
                  kind, subject));
  return db.done(std::move(all));
}

Result<> put(Connection& db, const Paper& paper, Time now) {
  db.run(
      "INSERT INTO paper (kind, subject, number, text, since, act) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
      " ON CONFLICT (kind, subject, number) DO UPDATE SET text = ?4, since = ?5, act = ?6",
      paper.kind, paper.subject, paper.number, paper.text, now, paper.act);
  return db.state();
}

Result<> remove_paper(Connection& db, std::string_view kind, std::string_view subject, std::int64_t number) {
  db.run("DELETE FROM paper WHERE kind = ?1 AND subject = ?2 AND number = ?3", kind, subject, number);
  return db.state();
}

Result<std::vector<Redecision>> due(Connection& db, Time now, std::size_t limit) {
  std::vector<Redecision> all;
  for (Query row(db,
                 "SELECT number, due, id, recipient, cause FROM redecision WHERE due <= ?1"
                 " ORDER BY due, number LIMIT ?2",
                 now, limit);
       row.next();)
    all.push_back({.number = row.integer(0),
                   .due = row.time(1),
                   .id = row.text(2),
                   .recipient = row.integer(3),
                   .cause = row.text(4)});
  return db.done(std::move(all));
}

Result<> queue(Connection& db, const Redecision& redecision) {
  db.run("INSERT INTO redecision (due, id, recipient, cause) VALUES (?1, ?2, ?3, ?4)", redecision.due,
         redecision.id, redecision.recipient, redecision.cause);
  return db.state();
}

Result<> done(Connection& db, std::int64_t redecision_number) {
  db.run("DELETE FROM redecision WHERE number = ?1", redecision_number);
  return db.state();
}

}  // namespace tansiq::store::sqlite

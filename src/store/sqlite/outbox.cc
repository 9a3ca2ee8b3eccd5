#include "store/sqlite/outbox.h"

#include <algorithm>
#include <optional>

#include "store/sqlite/partners.h"
#include "store/sqlite/shelf.h"

namespace tansiq::store::sqlite {
namespace {

#define TANSIQ_RELEASES                                                                               \
  "SELECT o.recipient, o.epoch, o.number, o.added, o.kind, o.fate, o.reason, o.act, o.id, o.version," \
  " o.salt, o.chain, o.body, c.bytes FROM outbox o LEFT JOIN copy c ON c.number = o.copy"
constexpr std::string_view after_number =
    TANSIQ_RELEASES " WHERE o.recipient = ?1 AND o.epoch = ?2 AND o.number > ?3 ORDER BY o.number";
constexpr std::string_view of_object =
    TANSIQ_RELEASES " WHERE o.key = ?1 AND o.id = ?2 ORDER BY o.recipient, o.epoch, o.number";
#undef TANSIQ_RELEASES

ReleaseView release_of(const Query& row) {
  return {.name = {row.integer(0), unsigned_of(row.integer(1)), unsigned_of(row.integer(2))},
          .kind = static_cast<exchange::Kind>(row.integer(4)),
          .body = row.view(12),
          .chain = row.digest(11),
          .salt = row.view(10),
          .copy = row.view(13),
          .id = row.view(8),
          .version = row.view(9),
          .added = row.time(3),
          .fate = static_cast<exchange::Fate>(row.integer(5)),
          .reason = row.view(6),
          .act = row.integer(7)};
}

void visit(Query row, const std::function<bool(const ReleaseView&)>& visitor) {
  while (row.next())
    if (!visitor(release_of(row))) return;
}

/// The fates that a statement of this one takes the place of, as bits: exchange::fold() says which is the
/// stronger, in whatever order they come.
int weaker_than(exchange::Fate fate) {
  using exchange::Fate;
  const auto bits = [](std::initializer_list<Fate> fates) {
    int all = 0;
    for (const auto one : fates) all |= 1 << static_cast<int>(one);
    return all;
  };
  switch (fate) {
    case Fate::released:
    case Fate::overdue:
      break;  // nobody states these: one is the beginning, the other is told by the clock
    case Fate::delivered:
    case Fate::fetched:
      return bits({Fate::released});
    case Fate::opened:
      return bits({Fate::released, Fate::delivered});
    case Fate::recalled:
      return bits({Fate::released, Fate::delivered, Fate::opened, Fate::fetched, Fate::recalled});
    case Fate::refused:
      return bits({Fate::released, Fate::delivered, Fate::opened, Fate::fetched, Fate::recalled});
    case Fate::purged:
      return bits(
          {Fate::released, Fate::delivered, Fate::opened, Fate::fetched, Fate::recalled, Fate::refused});
  }
  return 0;
}

}  // namespace

std::int64_t keep_copy(Session& session, std::string_view bytes) {
  auto& db = *session.db;
  const auto content = session.keys.text(bytes);
  std::optional<std::int64_t> held;
  if (Query row(db, "SELECT number FROM copy WHERE content = ?1 AND bytes = ?2", content, Blob{bytes});
      row.next())
    held = row.integer(0);
  if (held) {
    db.run("UPDATE copy SET uses = uses + 1 WHERE number = ?1", *held);
    return *held;
  }
  std::int64_t number = 0;
  for (Query row(db, "INSERT INTO copy (content, uses, bytes) VALUES (?1, 1, ?2) RETURNING number", content,
                 Blob{bytes});
       row.next();)
    number = row.integer(0);
  return number;
}

void drop_copy(Connection& db, std::int64_t number) {
  db.run("UPDATE copy SET uses = uses - 1 WHERE number = ?1", number);
  db.run("DELETE FROM copy WHERE number = ?1 AND uses = 0", number);
}

Result<exchange::Outbox> outbox(Session& session, ServiceNumber recipient) {
  std::int64_t epoch = 0;
  if (Query row(*session.db,
                "SELECT coalesce(s.epoch, state.epoch) FROM service s, state WHERE s.number = ?1", recipient);
      row.next())
    epoch = row.integer(0);
  return outbox(session, recipient, unsigned_of(epoch));
}

Result<exchange::Outbox> outbox(Session& session, ServiceNumber recipient, std::uint64_t epoch) {
  auto& db = *session.db;
  const auto me = service_of(db, own_service);
  if (!me) return fail(me);
  const auto partner = service_of(db, recipient);
  if (!partner) return fail(partner);
  auto end = exchange::Outbox::begin(*me, *partner, epoch);
  if (Query row(db,
                "SELECT number, chain FROM outbox WHERE recipient = ?1 AND epoch = ?2"
                " ORDER BY number DESC LIMIT 1",
                recipient, signed_of(epoch));
      row.next()) {
    end.number = unsigned_of(row.integer(0));
    end.chain = row.digest(1);
  }
  return db.done(end);
}

Result<std::vector<std::uint64_t>> epochs(Connection& db, ServiceNumber recipient) {
  std::vector<std::uint64_t> all;
  for (Query row(db,
                 "WITH RECURSIVE one (epoch) AS ("
                 " SELECT min(epoch) FROM outbox WHERE recipient = ?1 UNION ALL"
                 " SELECT (SELECT min(epoch) FROM outbox WHERE recipient = ?1 AND epoch > one.epoch) FROM one"
                 " WHERE one.epoch IS NOT NULL)"
                 " SELECT epoch FROM one WHERE epoch IS NOT NULL",
                 recipient);
       row.next();)
    all.push_back(unsigned_of(row.integer(0)));
  return db.done(all);
}

Result<> visit_outbox(Session& session, const EnvelopeName& after,
                      const std::function<bool(const ReleaseView&)>& visitor) {
  visit(Query(*session.db, after_number, after.service, signed_of(after.epoch), signed_of(after.number)),
        visitor);
  return session.db->state();
}

Result<> visit_releases(Session& session, std::string_view id,
                        const std::function<bool(const ReleaseView&)>& visitor) {
  visit(Query(*session.db, of_object, session.keys.text(id), id), visitor);
  return session.db->state();
}

bool was_released(Session& session, std::string_view id) {
  return Query(*session.db, "SELECT 1 FROM outbox WHERE key = ?1 AND id = ?2 LIMIT 1", session.keys.text(id),
               id)
      .next();
}

Result<> append(const Writing& writing, ServiceNumber recipient, const exchange::Envelope& envelope,
                std::int64_t act) {
  auto& session = writing.session;
  auto& db = *session.db;
  const auto& body = envelope.body;
  Time added = writing.now;
  if (Query row(db, "SELECT added FROM outbox WHERE recipient = ?1 ORDER BY epoch DESC, number DESC LIMIT 1",
                recipient);
      row.next())
    added = std::max(added, row.time(0) + shelf_parts);
  std::optional<std::int64_t> copy, key;
  std::optional<Blob> salt;
  std::optional<std::string_view> id, version;
  if (envelope.content) {
    copy = keep_copy(session, envelope.content->copy);
    salt = Blob{envelope.content->salt};
    if (const auto& record = envelope.content->record) {
      key = session.keys.text(record->id);
      id = record->id;
      version = record->version;
    }
  }
  db.run(
      "INSERT INTO outbox (recipient, epoch, number, added, kind, fate, reason, act, key, id, version, copy,"
      " salt, chain, body) VALUES (?1, ?2, ?3, ?4, ?5, 0, '', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
      recipient, signed_of(body.epoch), signed_of(body.number), added, static_cast<int>(body.kind), act, key,
      id, version, copy, salt, envelope.chain(), Blob{envelope.bytes});
  return db.state();
}

Result<> set_fate(Connection& db, const EnvelopeName& from, std::uint64_t to, exchange::Fate fate,
                  std::string_view reason) {
  db.run(
      "UPDATE outbox SET fate = ?5, reason = ?6 WHERE recipient = ?1 AND epoch = ?2 AND number >= ?3"
      " AND number <= ?4 AND (?7 >> fate) & 1",
      from.service, signed_of(from.epoch), signed_of(from.number), signed_of(to), static_cast<int>(fate),
      reason, weaker_than(fate));
  return db.state();
}

std::vector<EnvelopeName> erase_releases(Session& session, std::string_view id, ServiceNumber recipient) {
  auto& db = *session.db;
  std::vector<EnvelopeName> names;
  for (Query row(db,
                 "SELECT recipient, epoch, number FROM outbox WHERE key = ?1 AND id = ?2"
                 " AND salt IS NOT NULL AND (?3 = 0 OR recipient = ?3)",
                 session.keys.text(id), id, recipient);
       row.next();)
    names.push_back({row.integer(0), unsigned_of(row.integer(1)), unsigned_of(row.integer(2))});
  for (const auto& name : names) erase_release(db, name);
  return names;
}

bool erase_release(Connection& db, const EnvelopeName& name) {
  const auto epoch = signed_of(name.epoch);
  const auto number = signed_of(name.number);
  take_from_shelf(db, name);
  std::optional<std::int64_t> copy;
  bool tells = false;
  if (Query row(db,
                "SELECT copy, id FROM outbox WHERE recipient = ?1 AND epoch = ?2 AND number = ?3"
                " AND salt IS NOT NULL",
                name.service, epoch, number);
      row.next()) {
    if (!row.is_null(0)) copy = row.integer(0);
    tells = !row.is_null(1) && made_from_content(row.view(1));
  } else {
    return false;
  }
  db.run("UPDATE outbox SET salt = NULL, copy = NULL WHERE recipient = ?1 AND epoch = ?2 AND number = ?3",
         name.service, epoch, number);
  if (tells)
    db.run(
        "UPDATE outbox SET key = NULL, id = NULL, version = NULL WHERE recipient = ?1 AND epoch = ?2"
        " AND number = ?3",
        name.service, epoch, number);
  if (copy) drop_copy(db, *copy);
  return true;
}

}  // namespace tansiq::store::sqlite

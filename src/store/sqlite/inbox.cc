#include "store/sqlite/inbox.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "store/sqlite/partners.h"

namespace tansiq::store::sqlite {
namespace {

#define TANSIQ_ARRIVALS                                                                             \
  "SELECT sender, epoch, number, received, opened, purged, kind, originator, refused, id, version," \
  " salt, copy, chain, body FROM inbox"
constexpr std::string_view after_number =
    TANSIQ_ARRIVALS " WHERE sender = ?1 AND epoch = ?2 AND number > ?3 ORDER BY number";
constexpr std::string_view of_object =
    TANSIQ_ARRIVALS " WHERE key = ?1 AND id = ?2 ORDER BY sender, epoch, number";
#undef TANSIQ_ARRIVALS

ArrivalView arrival_of(const Query& row) {
  return {.name = {row.integer(0), unsigned_of(row.integer(1)), unsigned_of(row.integer(2))},
          .kind = static_cast<exchange::Kind>(row.integer(6)),
          .originator = row.integer(7),
          .body = row.view(14),
          .chain = row.digest(13),
          .salt = row.view(11),
          .copy = row.view(12),
          .id = row.view(9),
          .version = row.view(10),
          .refused = row.view(8),
          .received = row.time(3),
          .opened = row.optional_time(4),
          .purged = row.optional_time(5)};
}

void visit(Query row, const std::function<bool(const ArrivalView&)>& visitor) {
  while (row.next())
    if (!visitor(arrival_of(row))) return;
}

}  // namespace

Result<exchange::Inbox> inbox(Session& session, ServiceNumber sender) {
  auto& db = *session.db;
  const auto me = service_of(db, own_service);
  if (!me) return fail(me);
  const auto partner = service_of(db, sender);
  if (!partner) return fail(partner);
  auto inbox = exchange::Inbox::begin(*me, *partner);
  if (Query row(db,
                "SELECT epoch, number, chain, announced, head, proof, head_time, held FROM inbox_end"
                " WHERE sender = ?1",
                sender);
      row.next()) {
    inbox.epoch = unsigned_of(row.integer(0));
    inbox.number = unsigned_of(row.integer(1));
    inbox.chain = row.digest(2);
    inbox.announced = unsigned_of(row.integer(3));
    inbox.head = row.text(4);
    inbox.proof = row.text(5);
    inbox.head_time = row.time(6);
    inbox.held = row.flag(7);
  }
  return db.done(std::move(inbox));
}

Result<> visit_inbox(Session& session, const EnvelopeName& after,
                     const std::function<bool(const ArrivalView&)>& visitor) {
  visit(Query(*session.db, after_number, after.service, signed_of(after.epoch), signed_of(after.number)),
        visitor);
  return session.db->state();
}

Result<> visit_arrivals(Session& session, std::string_view id,
                        const std::function<bool(const ArrivalView&)>& visitor) {
  visit(Query(*session.db, of_object, session.keys.text(id), id), visitor);
  return session.db->state();
}

Result<> put(Connection& db, ServiceNumber sender, const exchange::Inbox& inbox) {
  db.run(
      "INSERT INTO inbox_end (sender, epoch, number, chain, announced, head, proof, head_time, held)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (sender) DO UPDATE SET epoch = ?2,"
      " number = ?3, chain = ?4, announced = ?5, head = ?6, proof = ?7, head_time = ?8, held = ?9",
      sender, signed_of(inbox.epoch), signed_of(inbox.number), inbox.chain, signed_of(inbox.announced),
      inbox.head, inbox.proof, inbox.head_time, inbox.held);
  return db.state();
}

Result<> add(const Writing& writing, const NewArrival& arrival) {
  assert(arrival.item != nullptr);
  auto& session = writing.session;
  const auto& envelope = arrival.item->envelope;
  std::optional<std::int64_t> key;
  std::optional<std::string_view> id, version;
  std::optional<Blob> salt, copy;
  if (envelope.content) {
    salt = Blob{envelope.content->salt};
    copy = Blob{envelope.content->copy};
    if (const auto& record = envelope.content->record) {
      key = session.keys.text(record->id);
      id = record->id;
      version = record->version;
    }
  }
  session.db->run(
      "INSERT INTO inbox (sender, epoch, number, received, kind, originator, refused, key, id, version, "
      "salt, copy,"
      " chain, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
      arrival.sender, signed_of(envelope.body.epoch), signed_of(envelope.body.number), writing.now,
      static_cast<int>(envelope.body.kind), arrival.originator, arrival.item->refused, key, id, version, salt,
      copy, envelope.chain(), Blob{envelope.bytes});
  return session.db->state();
}

Result<> set_opened(const Writing& writing, const EnvelopeName& name) {
  writing.session.db->run(
      "UPDATE inbox SET opened = ?4 WHERE sender = ?1 AND epoch = ?2 AND number = ?3 AND opened IS NULL",
      name.service, signed_of(name.epoch), signed_of(name.number), writing.now);
  return writing.session.db->state();
}

Result<> remove_arrivals(const Writing& writing, const EnvelopeName& above) {
  writing.session.db->run("DELETE FROM inbox WHERE sender = ?1 AND epoch = ?2 AND number > ?3", above.service,
                          signed_of(above.epoch), signed_of(above.number));
  return writing.session.db->state();
}

std::vector<EnvelopeName> purge_arrivals(const Writing& writing, ServiceNumber originator,
                                         std::string_view id, const std::vector<std::string>& versions) {
  std::vector<EnvelopeName> names;
  for (Query row(*writing.session.db,
                 "SELECT sender, epoch, number, version FROM inbox WHERE key = ?1 AND id = ?2"
                 " AND originator = ?3 AND salt IS NOT NULL",
                 writing.session.keys.text(id), id, originator);
       row.next();)
    if (versions.empty() || std::find(versions.begin(), versions.end(), row.view(3)) != versions.end())
      names.push_back({row.integer(0), unsigned_of(row.integer(1)), unsigned_of(row.integer(2))});
  for (const auto& name : names) purge_arrival(writing, name);
  return names;
}

void purge_arrival(const Writing& writing, const EnvelopeName& name) {
  auto& db = *writing.session.db;
  const auto epoch = signed_of(name.epoch);
  const auto number = signed_of(name.number);
  bool tells = false;
  if (Query row(db, "SELECT id FROM inbox WHERE sender = ?1 AND epoch = ?2 AND number = ?3", name.service,
                epoch, number);
      row.next())
    tells = !row.is_null(0) && made_from_content(row.view(0));
  db.run(
      "UPDATE inbox SET salt = NULL, copy = NULL, purged = ?4 WHERE sender = ?1 AND epoch = ?2 AND number = "
      "?3"
      " AND salt IS NOT NULL",
      name.service, epoch, number, writing.now);
  if (tells)
    db.run(
        "UPDATE inbox SET key = NULL, id = NULL, version = NULL WHERE sender = ?1 AND epoch = ?2 AND number "
        "= ?3",
        name.service, epoch, number);
}

}  // namespace tansiq::store::sqlite

#include "store/sqlite/shelf.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "store/sqlite/outbox.h"
#include "store/sqlite/partners.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/visit.h"

namespace tansiq::store::sqlite {
namespace {

#define TANSIQ_COLUMNS "added, key, flags, originator, kind, id, version, act, epoch, number"
#define TANSIQ_BYTES ", (SELECT c.bytes FROM copy c WHERE c.number = shelf.copy)"
#define TANSIQ_SHOWN " FROM shelf WHERE reader = ?1 AND shown = ?2"
#define TANSIQ_KIND " FROM shelf INDEXED BY shelf_by_kind WHERE reader = ?1 AND shown = ?2 AND kind = ?4"
#define TANSIQ_AFTER " AND added > ?3 ORDER BY added"
#define TANSIQ_ADDED " FROM shelf WHERE reader = ?2 AND shown IN (0, 1, 2) AND added = ?1"
enum Column { c_epoch = column::c_act + 1, c_release, c_bytes };

/// What column `shown` says: no, yes, and to a suspended reader too.
enum Shown : std::int64_t { not_shown, is_shown, is_shown_always };

constexpr std::int64_t shown_to_all[] = {is_shown, is_shown_always};
constexpr std::int64_t shown_always[] = {is_shown_always};

constexpr Place shelf = {
    .by_place = {"SELECT " TANSIQ_COLUMNS TANSIQ_BYTES TANSIQ_SHOWN TANSIQ_AFTER,
                 "SELECT " TANSIQ_COLUMNS TANSIQ_SHOWN TANSIQ_AFTER},
    .by_kind = {"SELECT " TANSIQ_COLUMNS TANSIQ_BYTES TANSIQ_KIND TANSIQ_AFTER,
                "SELECT " TANSIQ_COLUMNS TANSIQ_KIND TANSIQ_AFTER},
    .by_number = {"SELECT " TANSIQ_COLUMNS TANSIQ_BYTES TANSIQ_ADDED, "SELECT " TANSIQ_COLUMNS TANSIQ_ADDED},
    .by_object = "SELECT " TANSIQ_COLUMNS
                 " FROM shelf INDEXED BY shelf_by_key WHERE key >= ?1 AND key < ?2 AND reader = ?3"
                 " AND ?4 = 0 AND id = ?5 ORDER BY key DESC",
    .shown = shown_to_all,
    .by_originator = false};
#undef TANSIQ_COLUMNS
#undef TANSIQ_BYTES
#undef TANSIQ_SHOWN
#undef TANSIQ_KIND
#undef TANSIQ_AFTER
#undef TANSIQ_ADDED

Place place_of(bool only_recalls) {
  Place place = shelf;
  if (only_recalls) {
    place.shown = shown_always;
    place.needed = flag::recalls;
  }
  return place;
}

std::int64_t shown_of(std::int64_t flags) {
  if ((flags & flag::shown) != flag::shown) return not_shown;
  return (flags & flag::recalls) != 0 ? is_shown_always : is_shown;
}

/// One object on a shelf, with all the versions of it that stand there, whoever made them: to a TAXII client
/// an id is one object.
struct Subject {
  ServiceNumber reader;
  std::string id;
  std::int64_t key;  ///< Keys::object of both
};

/// Gives every version the flags that it must have among the others.
void settle(Connection& db, const Subject& subject) {
  struct Version {
    std::int64_t added, key, flags, shown;
    std::string order;
  };
  std::vector<Version> versions;
  for (Query row(db,
                 "SELECT added, key, flags, shown, version FROM shelf INDEXED BY shelf_by_key"
                 " WHERE key >= ?1 AND key < ?2 AND reader = ?3 AND id = ?4",
                 subject.key, subject.key + Keys::spec_span, subject.reader, subject.id);
       row.next();)
    versions.push_back(
        {row.integer(0), row.integer(1), row.integer(2), row.integer(3), stix::version_key(row.view(4))});
  std::sort(versions.begin(), versions.end(), [](const Version& left, const Version& right) {
    return std::tie(left.key, left.order, left.added) < std::tie(right.key, right.order, right.added);
  });
  constexpr std::int64_t among_others = flag::first | flag::last | flag::newest_spec;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const auto& version = versions[i];
    auto flags = version.flags & ~among_others;
    if (i == 0 || versions[i - 1].key != version.key) flags |= flag::first;
    if (i + 1 == versions.size() || versions[i + 1].key != version.key) flags |= flag::last;
    if (version.key == versions.back().key) flags |= flag::newest_spec;
    if (flags == version.flags) continue;
    db.run("UPDATE shelf SET flags = ?4, shown = ?5 WHERE reader = ?1 AND shown = ?2 AND added = ?3",
           subject.reader, version.shown, version.added, flags, shown_of(flags));
  }
}

std::optional<std::int64_t> added_of(Connection& db, const EnvelopeName& release) {
  std::optional<std::int64_t> added;
  if (Query row(db, "SELECT added FROM outbox WHERE recipient = ?1 AND epoch = ?2 AND number = ?3",
                release.service, signed_of(release.epoch), signed_of(release.number));
      row.next())
    added = row.integer(0);
  return added;
}

/// Takes away what stands at one place; the other versions of the object settle.
void take_away(Connection& db, ServiceNumber reader, std::int64_t added) {
  std::optional<Subject> subject;
  std::int64_t copy = 0;
  if (Query row(db,
                "SELECT id, key, copy FROM shelf WHERE reader = ?1 AND shown IN (0, 1, 2)"
                " AND added = ?2",
                reader, added);
      row.next()) {
    const auto key = row.integer(1);
    subject = Subject{reader, row.text(0), key - key % Keys::spec_span};
    copy = row.integer(2);
  }
  if (!subject) return;
  db.run("DELETE FROM shelf WHERE reader = ?1 AND shown IN (0, 1, 2) AND added = ?2", reader, added);
  drop_copy(db, copy);
  settle(db, *subject);
}

}  // namespace

Result<bool> visit_shelf(Session& session, ServiceNumber reader, const Filter& filter, bool only_recalls,
                         const ShelfVisitor& visitor) {
  assert(filter.review.which == ReviewMatch::Which::any);  // a shelf has no handling of its own
  const auto place = place_of(only_recalls);
  return visit(session, place, reader, filter, [&](RecordView& record, const Query& row) {
    const auto flags = row.integer(column::c_flags);
    if (filter.with_bytes) record.bytes = row.view(c_bytes);
    const ShelfMark mark{
        .release = {reader, unsigned_of(row.integer(c_epoch)), unsigned_of(row.integer(c_release))},
        .part = (flags & flag::beside) != 0 ? Shelved::Part::beside : Shelved::Part::copy,
        .recalls = (flags & flag::recalls) != 0,
        .fetched = (flags & flag::fetched) != 0};
    return visitor(record, mark);
  });
}

Result<bool> shelf_holds(Session& session, ServiceNumber reader, std::string_view id, bool only_recalls) {
  return holds(session, place_of(only_recalls), reader, id);
}

Result<> shelve(Session& session, const Shelved& shelved) {
  assert(shelved.object != nullptr);
  auto& db = *session.db;
  const auto& object = *shelved.object;
  const auto& release = shelved.release;
  const auto at = added_of(db, release);
  assert(at.has_value() || db.failure());
  if (!at) return db.state();
  const auto added = *at + static_cast<std::int64_t>(shelved.part);
  take_away(db, release.service, added);
  const Subject subject{release.service, object.id,
                        session.keys.object(release.service, own_service, object.id)};
  std::int64_t flags = flag::first | flag::last | flag::newest_spec;
  if (shelved.part == Shelved::Part::beside) flags |= flag::beside;
  if (shelved.recalls) flags |= flag::recalls;
  db.run(
      "INSERT INTO shelf (reader, shown, added, key, kind, flags, originator, epoch, number, act, id, "
      "version,"
      " copy) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, act, ?10, ?11, ?12 FROM outbox"
      " WHERE recipient = ?1 AND epoch = ?8 AND number = ?9",
      subject.reader, shown_of(flags), added, Keys::record(subject.key, object.spec),
      session.kinds.ensure(db, object.type), flags, shelved.originator, signed_of(release.epoch),
      signed_of(release.number), object.id, object.version, keep_copy(session, object.bytes));
  settle(db, subject);
  return db.state();
}

Result<> unshelve(Connection& db, const EnvelopeName& release, Shelved::Part part) {
  if (const auto added = added_of(db, release))
    take_away(db, release.service, *added + static_cast<std::int64_t>(part));
  return db.state();
}

void take_from_shelf(Connection& db, const EnvelopeName& release) {
  const auto added = added_of(db, release);
  if (!added) return;
  for (auto part = *added; part < *added + shelf_parts.count(); ++part) take_away(db, release.service, part);
}

Result<> set_fetched(Connection& db, const std::vector<EnvelopeName>& releases) {
  for (const auto& release : releases) {
    const auto added = added_of(db, release);
    if (!added) continue;
    db.run(
        "UPDATE shelf SET flags = flags | ?4 WHERE reader = ?1 AND shown IN (0, 1, 2) AND added >= ?2"
        " AND added < ?3",
        release.service, *added, *added + shelf_parts.count(), flag::fetched);
    if (auto set = set_fate(db, release, release.number, exchange::Fate::fetched, {}); !set) return set;
  }
  return db.state();
}

}  // namespace tansiq::store::sqlite

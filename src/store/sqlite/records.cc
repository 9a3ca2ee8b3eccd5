#include "store/sqlite/records.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <optional>
#include <tuple>

#include "store/sqlite/visit.h"

namespace tansiq::store::sqlite {
namespace {

/// One held record of the object at hand.
struct Held {
  std::int64_t number = 0;
  std::int64_t key = 0;
  std::int64_t ordinal = 0;
  int flags = 0;
  std::string version;
};

/// An object: what the first four columns of the key mean together.
struct Subject {
  std::int64_t collection;
  ServiceNumber originator;
  std::string_view id;
  std::int64_t key;  ///< Keys::object of the three
};

#define TANSIQ_HELD                                                                  \
  "SELECT number, key, ordinal, flags, version FROM record INDEXED BY record_by_key" \
  " WHERE collection = ?1 AND originator = ?2 AND id = ?3"
constexpr std::string_view any_of_object = TANSIQ_HELD " AND key >= ?4 AND key < ?5 LIMIT 1";
constexpr std::string_view all_of_object =
    TANSIQ_HELD " AND key >= ?4 AND key < ?5 ORDER BY key, ordinal, number";
constexpr std::string_view of_version = TANSIQ_HELD " AND key = ?4 AND ordinal = ?5";
constexpr std::string_view last_first = TANSIQ_HELD " AND key = ?4 ORDER BY ordinal DESC";
constexpr std::string_view first_first = TANSIQ_HELD " AND key = ?4 ORDER BY ordinal";
#undef TANSIQ_HELD

Held held_of(const Query& row) {
  return {row.integer(0), row.integer(1), row.integer(2), static_cast<int>(row.integer(3)), row.text(4)};
}

/// The first row that a query of the kind above gives and `fits` accepts.
template <typename Fits>
std::optional<Held> first_that(Query query, const Fits& fits) {
  while (query.next()) {
    auto held = held_of(query);
    if (fits(held)) return held;
  }
  return std::nullopt;
}

/// A version's place among the others of its object, as far as microseconds tell it.
std::int64_t ordinal_of(std::string_view version) {
  const auto time = base::parse_time(version);
  return time ? number_of(*time) : 0;
}

bool is_same_version(std::string_view left, std::string_view right) {
  return left == right || stix::version_key(left) == stix::version_key(right);
}

bool is_earlier(std::string_view left, std::string_view right) {
  return stix::version_key(left) < stix::version_key(right);
}

bool is_shown(int flags) {
  return (flags & flag::shown) == flag::shown;
}

void set_flags(Connection& db, const Held& held, int flags) {
  if (flags == held.flags) return;
  db.run("UPDATE record SET flags = ?2, shown = ?3 WHERE number = ?1", held.number, flags, is_shown(flags));
}

void insert(const Writing& writing, const NewRecord& record, std::int64_t key, std::int64_t ordinal,
            int flags, std::int64_t act) {
  auto& [db, keys, kinds] = writing.session;
  const auto& object = *record.object;
  db->run(
      "INSERT INTO record (number, key, ordinal, collection, kind, shown, flags, originator, act, handling,"
      " id, version, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
      writing.next_instant(), key, ordinal, record.collection, kinds.ensure(*db, object.type),
      is_shown(flags), flags, record.originator, act, record.handling, object.id, object.version,
      Blob{object.bytes});
  ++writing.state.totals.records;
}

/// Decides between `same` and `conflict` for a key that is held, and keeps the other content beside.
Added compare(const Writing& writing, const NewRecord& record, const Held& held, std::int64_t act) {
  auto& [db, keys, kinds] = writing.session;
  const auto& object = *record.object;
  if (Query query(*db, "SELECT 1 FROM record WHERE number = ?1 AND bytes = ?2", held.number,
                  Blob{object.bytes});
      query.next())
    return Added::same;
  const auto content = keys.text(object.bytes);
  if (Query query(*db, "SELECT 1 FROM conflict WHERE key = ?1 AND content = ?2 AND id = ?3 AND bytes = ?4",
                  held.key, content, object.id, Blob{object.bytes});
      query.next())
    return Added::conflict;
  db->run(
      "INSERT INTO conflict (number, key, content, collection, originator, act, id, version, bytes)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      writing.next_instant(), held.key, content, record.collection, record.originator, act, object.id,
      object.version, Blob{object.bytes});
  ++writing.state.totals.conflicts;
  return Added::conflict;
}

/// Adds a version to an object of which every held row has its ordinal and the flag `several`.
Added add_version(const Writing& writing, const NewRecord& record, const Subject& subject, std::int64_t key,
                  std::int64_t act) {
  auto& db = *writing.session.db;
  const auto& version = record.object->version;
  const auto ordinal = ordinal_of(version);
  const auto of_object = [&](std::string_view sql, std::int64_t from, std::int64_t to) {
    return Query(db, sql, subject.collection, subject.originator, subject.id, from, to);
  };
  const auto of_spec = [&](std::string_view sql) {
    return Query(db, sql, subject.collection, subject.originator, subject.id, key);
  };
  const auto same = first_that(of_object(of_version, key, ordinal),
                               [&](const Held& held) { return is_same_version(held.version, version); });
  if (same) return compare(writing, record, *same, act);

  int flags = flag::several;
  const auto last =
      first_that(of_spec(last_first), [](const Held& held) { return (held.flags & flag::last) != 0; });
  if (last) {
    flags |= last->flags & flag::newest_spec;
    if (is_earlier(last->version, version)) {
      flags |= flag::last;
      set_flags(db, *last, last->flags & ~flag::last);
    } else if (const auto first = first_that(
                   of_spec(first_first), [](const Held& held) { return (held.flags & flag::first) != 0; });
               first && is_earlier(version, first->version)) {
      flags |= flag::first;
      set_flags(db, *first, first->flags & ~flag::first);
    }
  } else {  // the first of this object in this spec version
    flags |= flag::first | flag::last;
    const auto any = [](const Held&) { return true; };
    if (!first_that(of_object(any_of_object, key + 1, subject.key + Keys::spec_span), any)) {
      flags |= flag::newest_spec;
      std::vector<Held> older;
      for (Query row = of_object(all_of_object, subject.key, key); row.next();) older.push_back(held_of(row));
      for (const auto& held : older) set_flags(db, held, held.flags & ~flag::newest_spec);
    }
  }
  insert(writing, record, key, ordinal, flags, act);
  return Added::version;
}

/// Gives the remaining rows of an object the flags that they must have; `rows` are in the order of
/// all_of_object.
void settle(Connection& db, std::vector<Held> rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Held& left, const Held& right) {
    return left.key != right.key ? left.key < right.key : is_earlier(left.version, right.version);
  });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    int flags = rows.size() > 1 ? flag::several : 0;
    if (i == 0 || rows[i - 1].key != rows[i].key) flags |= flag::first;
    if (i + 1 == rows.size() || rows[i + 1].key != rows[i].key) flags |= flag::last;
    if (rows[i].key == rows.back().key) flags |= flag::newest_spec;
    set_flags(db, rows[i], flags);
  }
}

/// Removes rows of one object: `gone` says which.
template <typename Gone>
void remove(const Writing& writing, const Subject& subject, const Gone& gone, ErasedRows& erased) {
  auto& db = *writing.session.db;
  std::vector<Held> staying;
  std::vector<Held> going;
  for (Query row(db, all_of_object, subject.collection, subject.originator, subject.id, subject.key,
                 subject.key + Keys::spec_span);
       row.next();) {
    auto held = held_of(row);
    (gone(held) ? going : staying).push_back(std::move(held));
  }
  if (going.empty()) return;
  std::vector<std::int64_t> conflicts;
  for (Query row(db,
                 "SELECT number, key, version FROM conflict WHERE collection = ?1 AND originator = ?2"
                 " AND id = ?3 AND key >= ?4 AND key < ?5",
                 subject.collection, subject.originator, subject.id, subject.key,
                 subject.key + Keys::spec_span);
       row.next();) {
    const bool of_going = std::any_of(going.begin(), going.end(), [&](const Held& held) {
      return held.key == row.integer(1) && is_same_version(held.version, row.view(2));
    });
    if (of_going) conflicts.push_back(row.integer(0));
  }
  for (const auto& held : going) {
    db.run("DELETE FROM record WHERE number = ?1", held.number);
    db.run("DELETE FROM handling_change WHERE record = ?1", held.number);
    erased.records.push_back(held.number);
  }
  // What waits to be decided anew names objects by id.
  if (made_from_content(subject.id)) db.run("DELETE FROM redecision WHERE id = ?1", subject.id);
  for (const auto number : conflicts) {
    db.run("DELETE FROM conflict WHERE number = ?1", number);
    erased.conflicts.push_back(number);
  }
  auto& totals = writing.state.totals;
  totals.records -= static_cast<std::int64_t>(going.size());
  totals.conflicts -= static_cast<std::int64_t>(conflicts.size());
  if (staying.empty()) --totals.objects;
  settle(db, std::move(staying));
}

}  // namespace

std::int64_t Writing::next_instant() const {
  state.instant = std::max(state.instant + 1, number_of(now));
  return state.instant;
}

Added add(const Writing& writing, const NewRecord& record, std::int64_t act) {
  assert(record.object != nullptr);
  auto& [db, keys, kinds] = writing.session;
  const auto& object = *record.object;
  const Subject subject{record.collection, record.originator, object.id,
                        keys.object(record.collection, record.originator, object.id)};
  const auto key = Keys::record(subject.key, object.spec);
  const auto any = first_that(Query(*db, any_of_object, subject.collection, subject.originator, subject.id,
                                    subject.key, subject.key + Keys::spec_span),
                              [](const Held&) { return true; });
  if (!any) {
    insert(writing, record, key, 0, flag::first | flag::last | flag::newest_spec, act);
    ++writing.state.totals.objects;
    return Added::created;
  }
  if ((any->flags & flag::several) == 0) {
    if (any->key == key && is_same_version(any->version, object.version))
      return compare(writing, record, *any, act);
    db->run("UPDATE record SET ordinal = ?2, flags = ?3 WHERE number = ?1", any->number,
            ordinal_of(any->version), any->flags | flag::several);
  }
  return add_version(writing, record, subject, key, act);
}

std::int64_t intern(const Writing& writing, const Handling& handling) {
  auto& [db, keys, kinds] = writing.session;
  const auto content = keys.text(handling.json);
  if (Query query(*db, "SELECT number FROM handling WHERE content = ?1 AND json = ?2 AND review IS ?3",
                  content, handling.json, handling.review);
      query.next())
    return query.integer(0);
  std::int64_t number = 0;
  for (Query query(*db, "INSERT INTO handling (content, review, json) VALUES (?1, ?2, ?3) RETURNING number",
                   content, handling.review, handling.json);
       query.next();)
    number = query.integer(0);
  return number;
}

Result<> set_handling(const Writing& writing, std::int64_t record_number, std::int64_t handling,
                      std::int64_t act) {
  auto& db = *writing.session.db;
  Query record(db, "SELECT handling, act FROM record WHERE number = ?1", record_number);
  if (!record.next()) {
    if (db.failure()) return fail(db.state());
    return base::fail(base::Fault::not_found, "there is no such record");
  }
  std::int64_t position = 0;
  if (Query query(db, "SELECT max(position) + 1 FROM handling_change WHERE record = ?1", record_number);
      query.next())
    position = query.integer(0);
  const auto note = [&](std::int64_t number, std::int64_t given_by) {
    db.run("INSERT INTO handling_change (record, position, handling, act) VALUES (?1, ?2, ?3, ?4)",
           record_number, position++, number, given_by);
  };
  if (position == 0 && !record.is_null(0)) note(record.integer(0), record.integer(1));
  note(handling, act);
  db.run("UPDATE record SET handling = ?2 WHERE number = ?1", record_number, handling);
  return db.state();
}

ErasedRows erase_object(const Writing& writing, std::int64_t collection,
                        std::optional<ServiceNumber> originator, std::string_view id,
                        const VersionMatch& versions, const std::vector<stix::Spec>& specs) {
  auto& db = *writing.session.db;
  ErasedRows erased;
  const auto gone = [&](const Held& held) {
    if (!specs.empty() && std::find(specs.begin(), specs.end(), Keys::spec(held.key)) == specs.end())
      return false;
    return versions.all || (versions.first && (held.flags & flag::first) != 0) ||
           (versions.last && (held.flags & flag::last) != 0) ||
           std::any_of(versions.exact.begin(), versions.exact.end(), [&](const std::string& version) {
             return base::parse_time(version) && is_same_version(version, held.version);
           });
  };
  for (const ServiceNumber whose : originator ? std::vector{*originator} : services(db)) {
    const Subject subject{collection, whose, id, writing.session.keys.object(collection, whose, id)};
    remove(writing, subject, gone, erased);
  }
  return erased;
}

void erase_rows(const Writing& writing, const ErasedRows& rows) {
  auto& db = *writing.session.db;
  ErasedRows erased;
  for (const auto number : rows.records) {
    Query row(db, "SELECT collection, originator, id FROM record WHERE number = ?1", number);
    if (!row.next()) continue;
    const auto id = row.text(2);
    const Subject subject{row.integer(0), row.integer(1), id,
                          writing.session.keys.object(row.integer(0), row.integer(1), id)};
    remove(
        writing, subject, [&](const Held& held) { return held.number == number; }, erased);
  }
  for (const auto number : rows.conflicts)
    writing.state.totals.conflicts -= db.run("DELETE FROM conflict WHERE number = ?1", number);
}

bool made_from_content(std::string_view id) {
  const auto end = id.find("--");
  return end == std::string_view::npos || base::uuid_version(id.substr(end + 2)) != 4;
}

}  // namespace tansiq::store::sqlite

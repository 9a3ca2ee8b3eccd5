#include "store/sqlite/visit.h"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>

#include "store/sqlite/schema.h"

namespace tansiq::store::sqlite {
namespace {

using namespace column;

#define TANSIQ_COLUMNS "number, key, flags, originator, kind, id, version, act, handling"
#define TANSIQ_SHOWN " FROM record INDEXED BY record_by_collection WHERE collection = ?1 AND shown = ?2"
#define TANSIQ_KIND \
  " FROM record INDEXED BY record_by_kind WHERE collection = ?1 AND shown = ?2 AND kind = ?4"
#define TANSIQ_AFTER " AND number > ?3 ORDER BY number"
#define TANSIQ_NUMBER " FROM record WHERE number = ?1 AND collection = ?2"
enum Column { c_handling = c_act + 1, c_bytes };

constexpr std::int64_t shown_records[] = {1};
constexpr Place records = {
    .by_place = {"SELECT " TANSIQ_COLUMNS ", bytes" TANSIQ_SHOWN TANSIQ_AFTER,
                 "SELECT " TANSIQ_COLUMNS TANSIQ_SHOWN TANSIQ_AFTER},
    .by_kind = {"SELECT " TANSIQ_COLUMNS ", bytes" TANSIQ_KIND TANSIQ_AFTER,
                "SELECT " TANSIQ_COLUMNS TANSIQ_KIND TANSIQ_AFTER},
    .by_number = {"SELECT " TANSIQ_COLUMNS ", bytes" TANSIQ_NUMBER, "SELECT " TANSIQ_COLUMNS TANSIQ_NUMBER},
    .by_object = "SELECT " TANSIQ_COLUMNS
                 " FROM record INDEXED BY record_by_key WHERE key >= ?1 AND key < ?2 AND collection = ?3"
                 " AND originator = ?4 AND id = ?5 ORDER BY key DESC, ordinal DESC",
    .shown = shown_records};
#undef TANSIQ_COLUMNS
#undef TANSIQ_SHOWN
#undef TANSIQ_KIND
#undef TANSIQ_AFTER
#undef TANSIQ_NUMBER

/// The review dates of handlings, looked up once each during a visit: rows that follow one another mostly
/// have the same handling, or none.
class Reviews {
 public:
  Reviews(Connection& db, const ReviewMatch& wanted) : db_(db), wanted_(wanted) {}

  [[nodiscard]] bool accepts(const Query& row) {
    if (wanted_.which == ReviewMatch::Which::any) return true;
    const bool is_past = date_of(row.integer(c_handling)) <= number_of(wanted_.now);
    return is_past == (wanted_.which == ReviewMatch::Which::past);
  }

 private:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  std::int64_t date_of(std::int64_t handling) {
    if (handling == last_) return last_date_;
    const auto [known, is_new] = dates_.try_emplace(handling, never);
    if (is_new)
      if (Query query(db_, "SELECT review FROM handling WHERE number = ?1", handling);
          query.next() && !query.is_null(0))
        known->second = query.integer(0);
    last_ = handling;
    last_date_ = known->second;
    return last_date_;
  }

  Connection& db_;
  const ReviewMatch& wanted_;
  std::unordered_map<std::int64_t, std::int64_t> dates_;
  std::int64_t last_ = 0, last_date_ = never;  // 0: a record without handling
};

/// A filter made ready for comparing rows with it.
class Matcher {
 public:
  Matcher(Connection& db, const Place& place, const Filter& filter)
      : place_(place), filter_(filter), reviews_(db, filter.review) {
    for (const auto& version : filter.versions.exact)
      if (base::parse_time(version)) exact_.push_back(stix::version_key(version));
    std::sort(exact_.begin(), exact_.end());
  }

  /// Whether record.shown = 1 says all that the filter asks of versions and specs.
  [[nodiscard]] bool only_shown() const {
    const auto& versions = filter_.versions;
    return versions.last && !versions.first && !versions.all && exact_.empty() && filter_.specs.empty();
  }

  [[nodiscard]] bool accepts(const Query& row) { return fits(row) && reviews_.accepts(row); }

 private:
  [[nodiscard]] bool fits(const Query& row) const {
    const auto flags = row.integer(c_flags);
    if ((flags & place_.needed) != place_.needed) return false;
    const auto& versions = filter_.versions;
    if (filter_.specs.empty()) {
      if ((flags & flag::newest_spec) == 0) return false;
    } else if (std::find(filter_.specs.begin(), filter_.specs.end(), Keys::spec(row.integer(c_key))) ==
               filter_.specs.end()) {
      return false;
    }
    if (versions.all || (versions.first && (flags & flag::first) != 0) ||
        (versions.last && (flags & flag::last) != 0))
      return true;
    return !exact_.empty() &&
           std::binary_search(exact_.begin(), exact_.end(), stix::version_key(row.view(c_version)));
  }

  const Place& place_;
  const Filter& filter_;
  Reviews reviews_;
  std::vector<std::string> exact_;
};

/// Counts what a visit gave, and says when it is full.
struct Visit {
  Session& session;
  const Place& place;
  std::int64_t number;  ///< of the place
  const Filter& filter;
  const std::function<bool(RecordView&, const Query&)>& visitor;
  std::size_t given = 0;

  /// Gives a row to the visitor; false where there is no room for it or the visitor wants no more.
  bool give(const Query& row) {
    if (given >= filter.limit) return false;
    ++given;
    RecordView record;
    record.number = row.integer(c_number);
    record.collection = number;
    record.originator = row.integer(c_originator);
    record.id = row.view(c_id);
    record.type = session.kinds.name(*session.db, row.integer(c_kind));
    record.version = row.view(c_version);
    record.spec = Keys::spec(row.integer(c_key));
    record.added = time_of(record.number);
    record.act = row.integer(c_act);
    return visitor(record, row);
  }
};

/// One scan of an index, standing at a row.
struct Stream {
  Query query;
  std::int64_t number = 0;

  bool advance() {
    if (!query.next()) return false;
    number = query.integer(c_number);
    return true;
  }
};

bool later(const Stream& left, const Stream& right) {
  return left.number > right.number;
}

/// The scans that together hold every row the filter can accept.
std::vector<Stream> streams_for(const Visit& visit, const Matcher& matcher, std::int64_t after) {
  auto& session = visit.session;
  const auto& filter = visit.filter;
  std::vector<std::int64_t> shown(visit.place.shown.begin(), visit.place.shown.end());
  if (!matcher.only_shown()) shown.push_back(0);
  std::vector<Stream> streams;
  if (filter.types.empty()) {
    for (const auto bit : shown)
      streams.push_back({Query(*session.db, visit.place.by_place.text(filter), visit.number, bit, after)});
    return streams;
  }
  std::vector<std::int64_t> kinds;
  for (const auto& type : filter.types)
    if (const auto kind = session.kinds.number(*session.db, type)) kinds.push_back(*kind);
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  for (const auto kind : kinds)
    for (const auto bit : shown)
      streams.push_back(
          {Query(*session.db, visit.place.by_kind.text(filter), visit.number, bit, after, kind)});
  return streams;
}

Result<bool> visit_streams(Visit& visit, Matcher& matcher, std::int64_t after) {
  auto& db = *visit.session.db;
  auto streams = streams_for(visit, matcher, after);
  std::vector<Stream*> heap;
  for (auto& stream : streams)
    if (stream.advance()) heap.push_back(&stream);
  if (db.failure()) return fail(db.state());
  const auto order = [](const Stream* left, const Stream* right) { return later(*left, *right); };
  std::make_heap(heap.begin(), heap.end(), order);
  while (!heap.empty()) {
    if (heap.size() > 1) std::pop_heap(heap.begin(), heap.end(), order);
    Stream& stream = *heap.back();
    if (matcher.accepts(stream.query) && !visit.give(stream.query)) return true;
    if (!stream.advance()) {
      heap.pop_back();
    } else if (heap.size() > 1) {
      std::push_heap(heap.begin(), heap.end(), order);
    }
  }
  return db.done(false);
}

std::vector<ServiceNumber> originators_in(Connection& db, const Place& place) {
  return place.by_originator ? services(db) : std::vector{own_service};
}

/// Numbers of the records of the given ids that the filter accepts, in order.
std::vector<std::int64_t> find_ids(Visit& visit, Matcher& matcher, std::int64_t after) {
  auto& session = visit.session;
  const auto& filter = visit.filter;
  std::vector<std::int64_t> kinds;
  for (const auto& type : filter.types)
    if (const auto kind = session.kinds.number(*session.db, type)) kinds.push_back(*kind);
  std::vector<std::int64_t> found;
  for (const ServiceNumber originator : originators_in(*session.db, visit.place)) {
    for (const auto& id : filter.ids) {
      const auto key = session.keys.object(visit.number, originator, id);
      Query row(*session.db, visit.place.by_object, key, key + Keys::spec_span, visit.number, originator, id);
      while (row.next()) {
        const bool type_fits =
            filter.types.empty() || std::find(kinds.begin(), kinds.end(), row.integer(c_kind)) != kinds.end();
        const bool fits = type_fits && matcher.accepts(row);
        if (fits && row.integer(c_number) > after) found.push_back(row.integer(c_number));
        if (!type_fits || (fits && matcher.only_shown())) break;  // there is one of them
      }
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace

Result<bool> visit(Session& session, const Place& place, std::int64_t number, const Filter& filter,
                   const std::function<bool(RecordView&, const Query&)>& visitor) {
  Matcher matcher(*session.db, place, filter);
  Visit state{session, place, number, filter, visitor};
  const std::int64_t after = filter.added_after ? number_of(*filter.added_after) : -1;
  if (filter.ids.empty()) return visit_streams(state, matcher, after);
  for (const auto found : find_ids(state, matcher, after)) {
    Query row(*session.db, place.by_number.text(filter), found, number);
    if (row.next() && !state.give(row)) return true;
  }
  return session.db->done(false);
}

Result<bool> holds(Session& session, const Place& place, std::int64_t number, std::string_view id) {
  bool held = false;
  for (const ServiceNumber originator : originators_in(*session.db, place)) {
    const auto key = session.keys.object(number, originator, id);
    Query row(*session.db, place.by_object, key, key + Keys::spec_span, number, originator, id);
    while (!held && row.next()) held = (row.integer(c_flags) & place.needed) == place.needed;
  }
  return session.db->done(held);
}

Result<bool> visit(Session& session, std::int64_t collection, const Filter& filter,
                   const std::function<bool(const RecordView&)>& visitor) {
  return visit(session, records, collection, filter, [&](RecordView& record, const Query& row) {
    record.handling = row.integer(c_handling);
    if (filter.with_bytes) record.bytes = row.view(c_bytes);
    return visitor(record);
  });
}

Result<bool> holds(Session& session, std::int64_t collection, std::string_view id) {
  return holds(session, records, collection, id);
}

std::vector<ServiceNumber> services(Connection& db) {
  std::vector<ServiceNumber> numbers;
  for (Query query(db, "SELECT number FROM service"); query.next();) numbers.push_back(query.integer(0));
  return numbers;
}

Result<std::vector<Conflict>> conflicts(Session& session, std::int64_t collection,
                                        std::string_view id_or_empty, std::size_t limit) {
  std::vector<Conflict> found;
  const auto collect = [&](Query query) {
    while (found.size() < limit && query.next()) {
      Conflict conflict;
      conflict.received = query.time(0);
      conflict.originator = query.integer(1);
      conflict.act = query.integer(2);
      conflict.id = query.text(3);
      conflict.version = query.text(4);
      conflict.bytes = query.text(5);
      found.push_back(std::move(conflict));
    }
  };
  auto& db = *session.db;
  if (id_or_empty.empty()) {
    collect(Query(db,
                  "SELECT number, originator, act, id, version, bytes FROM conflict WHERE collection = ?1"
                  " ORDER BY number",
                  collection));
    return db.done(std::move(found));
  }
  for (const ServiceNumber originator : services(db)) {
    const auto key = session.keys.object(collection, originator, id_or_empty);
    collect(Query(db,
                  "SELECT number, originator, act, id, version, bytes FROM conflict WHERE key >= ?1"
                  " AND key < ?2 AND collection = ?3 AND originator = ?4 AND id = ?5 ORDER BY number",
                  key, key + Keys::spec_span, collection, originator, id_or_empty));
  }
  return db.done(std::move(found));
}

Result<std::optional<Handling>> handling(Session& session, std::int64_t number) {
  std::optional<Handling> found;
  Query query(*session.db, "SELECT json, review FROM handling WHERE number = ?1", number);
  if (query.next()) found = Handling{query.text(0), query.optional_time(1)};
  return session.db->done(std::move(found));
}

Result<std::vector<HandlingChange>> handling_history(Session& session, std::int64_t record_number) {
  std::vector<HandlingChange> changes;
  const auto collect = [&](Query query) {
    while (query.next())
      changes.push_back(
          {query.integer(0), query.integer(1), Handling{query.text(2), query.optional_time(3)}});
  };
  collect(Query(*session.db,
                "SELECT h.number, c.act, h.json, h.review FROM handling_change c JOIN handling h"
                " ON h.number = c.handling WHERE c.record = ?1 ORDER BY c.position",
                record_number));
  if (changes.empty())  // it never changed: what it got when it was added
    collect(Query(*session.db,
                  "SELECT h.number, r.act, h.json, h.review FROM record r JOIN handling h"
                  " ON h.number = r.handling WHERE r.number = ?1",
                  record_number));
  return session.db->done(std::move(changes));
}

}  // namespace tansiq::store::sqlite

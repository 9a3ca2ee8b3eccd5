#include "store/sqlite/journal_table.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <fmt/format.h>
#include <set>

namespace tansiq::store::sqlite {
namespace {

constexpr std::string_view from_number =
    "SELECT number, time, erased, act, actor, subject, purpose, basis, case_id, detail, salts, commitments,"
    " hash FROM journal WHERE number >= ?1 ORDER BY number";
constexpr std::string_view mentioning =
    "SELECT number, time, erased, act, actor, subject, purpose, basis, case_id, detail, salts, commitments,"
    " hash FROM mention JOIN journal ON number = entry WHERE key = ?2 AND entry >= ?1 ORDER BY entry";

enum Column { c_number, c_time, c_erased, c_act, c_fields, c_salts = 10, c_commitments, c_hash };

journal::Entry entry_of(const Query& row) {
  journal::Entry entry;
  entry.number = row.integer(c_number);
  entry.time = row.time(c_time);
  entry.act.act = row.text(c_act);
  entry.hash = row.digest(c_hash);
  const auto erased = row.integer(c_erased);
  const auto salts = row.view(c_salts);
  const auto commitments = row.view(c_commitments);
  for (std::size_t i = 0; i < journal::field_count; ++i) {
    journal::field(entry.act, i) = row.text(c_fields + static_cast<int>(i));
    // A damaged row may be short; the entry then fails to verify instead of being read beyond its end.
    if ((erased >> i & 1) == 0 && salts.size() == journal::field_count * journal::salt_size)
      entry.salts[i] = salts.substr(i * journal::salt_size, journal::salt_size);
    if (commitments.size() == journal::field_count * sizeof(base::Digest))
      std::memcpy(entry.commitments[i].data(), commitments.data() + i * sizeof(base::Digest),
                  sizeof(base::Digest));
  }
  return entry;
}

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/// Calls `found` with whatever in `text` looks like a STIX identifier: letters, digits and hyphens, "--",
/// and a UUID.
template <typename Found>
void for_each_id(std::string_view text, const Found& found) {
  constexpr std::size_t uuid_size = 36;
  for (std::size_t at = text.find("--"); at != std::string_view::npos; at = text.find("--", at + 2)) {
    std::size_t begin = at;
    while (begin > 0 && is_id_character(text[begin - 1])) --begin;
    if (begin < at && base::is_uuid(text.substr(at + 2, uuid_size)))
      found(text.substr(begin, at + 2 + uuid_size - begin));
  }
}

void index_mentions(Session& session, std::int64_t number, const journal::Act& act) {
  std::set<std::int64_t> keys;
  if (!act.subject.empty()) keys.insert(session.keys.text(act.subject));
  for (const auto text : journal::fields(act))
    for_each_id(text, [&](std::string_view id) { keys.insert(session.keys.text(id)); });
  for (const auto key : keys)
    session.db->run("INSERT INTO mention (key, entry) VALUES (?1, ?2)", key, number);
}

/// Overwrites those fields of an entry, its salts with zeros.
void write_erased(Connection& db, const journal::Entry& entry, int fields) {
  std::string salts;
  int erased = 0;
  for (std::size_t i = 0; i < journal::field_count; ++i) {
    const bool gone = entry.salts[i].empty() || (fields >> i & 1) != 0;
    if (gone) erased |= 1 << i;
    salts += gone ? std::string(journal::salt_size, '\0') : entry.salts[i];
  }
  const auto text = [&](std::size_t i) {
    return (erased >> i & 1) != 0 ? std::string_view{} : journal::fields(entry.act)[i];
  };
  db.run(
      "UPDATE journal SET erased = ?2, actor = ?3, subject = ?4, purpose = ?5, basis = ?6, case_id = ?7,"
      " detail = ?8, salts = ?9 WHERE number = ?1",
      entry.number, erased, text(0), text(1), text(2), text(3), text(4), text(5), Blob{salts});
}

base::Digest hash_before(Connection& db, std::int64_t number) {
  Query query(db, "SELECT hash FROM journal WHERE number = ?1", number - 1);
  return query.next() ? query.digest(0) : base::Digest{};
}

}  // namespace

std::int64_t append(Session& session, State& state, const journal::Act& act, Time now) {
  const auto entry = journal::follow(act, now, state.totals.journal_entries, state.journal_hash);
  std::string salts;
  std::string commitments;
  for (std::size_t i = 0; i < journal::field_count; ++i) {
    salts += entry.salts[i];
    commitments += base::view(entry.commitments[i]);
  }
  session.db->run(
      "INSERT INTO journal (number, time, erased, act, actor, subject, purpose, basis, case_id, detail,"
      " salts, commitments, hash) VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      entry.number, entry.time, act.act, act.actor, act.subject, act.purpose, act.basis, act.case_id,
      act.detail, Blob{salts}, Blob{commitments}, entry.hash);
  index_mentions(session, entry.number, act);
  state.totals.journal_entries = entry.number;
  state.journal_hash = entry.hash;
  return entry.number;
}

Result<std::vector<journal::Entry>> journal_entries(Session& session, const JournalFilter& filter) {
  auto& db = *session.db;
  std::vector<journal::Entry> entries;
  Query query = filter.subject.empty()
                    ? Query(db, from_number, filter.from)
                    : Query(db, mentioning, filter.from, session.keys.text(filter.subject));
  while (entries.size() < filter.limit && query.next()) {
    auto entry = entry_of(query);
    if (!filter.subject.empty() && entry.act.subject != filter.subject) continue;
    if (!filter.actor.empty() && entry.act.actor != filter.actor) continue;
    if (!filter.act.empty() && entry.act.act != filter.act) continue;
    const bool adjoins = !entries.empty() && entries.back().number + 1 == entry.number;
    entry.previous = adjoins ? entries.back().hash : hash_before(db, entry.number);
    entries.push_back(std::move(entry));
  }
  return db.done(std::move(entries));
}

std::vector<ErasedFields> erase_mentions(Session& session, std::string_view id, bool made_from_content,
                                         std::int64_t act) {
  auto& db = *session.db;
  const auto key = session.keys.text(id);
  std::vector<ErasedFields> erased;
  for (Query query(db, mentioning, 0, key); query.next();) {
    const auto entry = entry_of(query);
    int fields = 0;
    for (std::size_t i = 0; i < journal::field_count; ++i) {
      const auto text = journal::fields(entry.act)[i];
      if (text.find(id) == std::string_view::npos) continue;
      if (made_from_content || (text != id && entry.number != act)) fields |= 1 << i;
    }
    if (fields == 0) continue;
    write_erased(db, entry, fields);
    erased.push_back({entry.number, entry.time, fields});
  }
  if (made_from_content) db.run("DELETE FROM mention WHERE key = ?1", key);
  return erased;
}

void erase_fields(Session& session, const ErasedFields& fields) {
  auto& db = *session.db;
  std::optional<journal::Entry> entry;
  if (Query query(db, from_number, fields.entry); query.next()) entry = entry_of(query);
  if (!entry || entry->number != fields.entry || entry->time != fields.time) return;
  // What the entry mentions besides keeps its place in the index, which says nothing without the text.
  std::set<std::int64_t> keys;
  for (std::size_t i = 0; i < journal::field_count; ++i)
    if ((fields.fields >> i & 1) != 0)
      for_each_id(journal::fields(entry->act)[i],
                  [&](std::string_view id) { keys.insert(session.keys.text(id)); });
  write_erased(db, *entry, fields.fields);
  for (const auto key : keys) db.run("DELETE FROM mention WHERE key = ?1 AND entry = ?2", key, fields.entry);
}

Result<std::int64_t> verify_journal(Connection& db, base::Digest& last_hash) {
  std::int64_t number = 0;
  last_hash = {};
  for (Query query(db, from_number, 0); query.next();) {
    auto entry = entry_of(query);
    entry.previous = last_hash;
    if (auto verdict = journal::verify(entry, number, last_hash); !verdict) return fail(verdict);
    number = entry.number;
    last_hash = entry.hash;
  }
  return db.done(number);
}

}  // namespace tansiq::store::sqlite

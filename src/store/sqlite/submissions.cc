#include "store/sqlite/submissions.h"

#include <utility>

#include "store/sqlite/visit.h"

namespace tansiq::store::sqlite {
namespace {

/// So many submissions are forgotten in one write, which then takes milliseconds.
constexpr std::size_t most_forgotten = 10'000;

void put_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out.push_back(c);
    }
  }
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out.push_back(text[i]);
      continue;
    }
    const char next = text[++i];
    out.push_back(next == 't' ? '\t' : next == 'n' ? '\n' : next);
  }
  return out;
}

/// Cuts the part before `mark` off the front of `text`.
std::string_view cut(std::string_view& text, char mark) {
  const auto end = text.find(mark);
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

void put_items(std::string& out, const std::vector<Submission::Item>& items) {
  for (const auto& item : items) {
    put_escaped(out, item.id);
    out.push_back('\t');
    put_escaped(out, item.version);
    out.push_back('\t');
    put_escaped(out, item.message);
    out.push_back('\n');
  }
}

Submission submission_of(const Query& row) {
  Submission submission;
  submission.requested = row.time(1);
  submission.principal = row.integer(2);
  submission.collection = row.integer(3);
  submission.successes_count = static_cast<std::size_t>(row.integer(4));
  submission.id = row.text(5);
  decode_items(row.view(6), submission);
  return submission;
}

}  // namespace

std::string encode_items(const Submission& submission) {
  std::string text;
  put_items(text, submission.successes);
  text.push_back('\n');
  put_items(text, submission.failures);
  return text;
}

void decode_items(std::string_view text, Submission& submission) {
  submission.successes.clear();
  submission.failures.clear();
  auto* items = &submission.successes;
  while (!text.empty()) {
    auto line = cut(text, '\n');
    if (line.empty()) {
      items = &submission.failures;
      continue;
    }
    Submission::Item item;
    item.id = unescaped(cut(line, '\t'));
    item.version = unescaped(cut(line, '\t'));
    item.message = unescaped(line);
    items->push_back(std::move(item));
  }
}

Result<std::optional<Submission>> submission(Session& session, std::string_view id) {
  std::optional<Submission> found;
  Query row(*session.db,
            "SELECT number, requested, principal, collection, successes, id, items FROM submission"
            " WHERE key = ?1 AND id = ?2",
            session.keys.text(id), id);
  if (row.next()) found = submission_of(row);
  return session.db->done(std::move(found));
}

Result<> put(const Writing& writing, const Submission& submission) {
  auto& [db, keys, kinds] = writing.session;
  const auto key = keys.text(submission.id);
  const auto items = encode_items(submission);
  const auto changed = db->run(
      "UPDATE submission SET requested = ?3, principal = ?4, collection = ?5, successes = ?6, items = ?7"
      " WHERE key = ?1 AND id = ?2",
      key, submission.id, submission.requested, submission.principal, submission.collection,
      submission.successes_count, Blob{items});
  if (changed == 0)
    db->run(
        "INSERT INTO submission (number, key, requested, principal, collection, successes, id, items)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        writing.next_instant(), key, submission.requested, submission.principal, submission.collection,
        submission.successes_count, submission.id, Blob{items});
  return db->state();
}

Result<std::size_t> forget_submissions(const Writing& writing, Time time) {
  auto& db = *writing.session.db;
  // Numbers are instants of writing, never before `requested`: nothing younger than `time` is read.
  const auto gone = db.run(
      "DELETE FROM submission WHERE number IN (SELECT number FROM submission WHERE number < ?1"
      " AND requested < ?1 LIMIT ?2)",
      time, most_forgotten);
  return db.done(static_cast<std::size_t>(gone));
}

std::vector<std::int64_t> erase_from_submissions(const Writing& writing, std::string_view id,
                                                 bool made_from_content) {
  auto& db = *writing.session.db;
  std::vector<std::pair<std::int64_t, Submission>> naming;
  for (Query row(db,
                 "SELECT number, requested, principal, collection, successes, id, items FROM submission"
                 " WHERE instr(items, CAST(?1 AS BLOB)) > 0",
                 id);
       row.next();)
    naming.emplace_back(row.integer(0), submission_of(row));
  std::vector<std::int64_t> numbers;
  for (auto& [number, submission] : naming) {
    if (made_from_content)
      std::erase_if(submission.successes, [&](const auto& item) { return item.id == id; });
    for (auto& item : submission.failures) {
      const bool speaks = item.id == id || item.message.find(id) != std::string::npos;
      if (!speaks) continue;
      item.message = "erased";
      if (made_from_content && item.id == id) item.id.clear();
    }
    for (auto& item : submission.successes)
      if (item.message.find(id) != std::string::npos) item.message = "erased";
    db.run("UPDATE submission SET items = ?2 WHERE number = ?1", number, Blob{encode_items(submission)});
    numbers.push_back(number);
  }
  return numbers;
}

void remove_submissions(Connection& db, const std::vector<std::int64_t>& numbers) {
  for (const auto number : numbers) db.run("DELETE FROM submission WHERE number = ?1", number);
}

}  // namespace tansiq::store::sqlite

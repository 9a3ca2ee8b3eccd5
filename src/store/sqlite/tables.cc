#include "store/sqlite/tables.h"

namespace tansiq::store::sqlite {
namespace {

// Roles are words; a list of them is kept as one text with a space between two.
std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text.push_back(' ');
    text.append(word);
  }
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = text.find(' ');
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return words;
}

Collection collection_of(const Query& row) {
  return {.number = row.integer(0),
          .id = row.text(1),
          .alias = row.text(2),
          .title = row.text(3),
          .description = row.text(4),
          .kind = static_cast<Collection::Kind>(row.integer(5)),
          .reader = row.integer(6)};
}

Principal principal_of(const Query& row) {
  Principal principal;
  principal.number = row.integer(0);
  principal.kind = row.integer(1) == 0 ? Principal::Kind::officer : Principal::Kind::account;
  principal.name = row.text(2);
  principal.roles = split(row.view(3));
  principal.password_hash = row.text(4);
  principal.purpose = row.text(5);
  principal.basis = row.text(6);
  principal.case_id = row.text(7);
  principal.created = row.time(8);
  principal.expires = row.optional_time(9);
  principal.disabled = row.flag(10);
  return principal;
}

Token token_of(const Query& row) {
  Token token;
  token.hash = row.digest(0);
  token.id = row.text(1);
  token.principal = row.integer(2);
  token.roles = split(row.view(3));
  token.label = row.text(4);
  token.created = row.time(5);
  token.expires = row.optional_time(6);
  token.revoked = row.flag(7);
  return token;
}

template <typename Row>
using Read = Row (*)(const Query&);

template <typename Row>
Result<std::vector<Row>> all(Connection& db, Query query, Read<Row> read) {
  std::vector<Row> rows;
  while (query.next()) rows.push_back(read(query));
  return db.done(std::move(rows));
}

template <typename Row>
Result<std::optional<Row>> one(Connection& db, Query query, Read<Row> read) {
  std::optional<Row> row;
  if (query.next()) row = read(query);
  return db.done(std::move(row));
}

std::optional<std::int64_t> given(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional(number);
}

std::int64_t number_from(Query query) {
  std::int64_t number = 0;
  while (query.next()) number = query.integer(0);
  return number;
}

}  // namespace

Result<std::vector<Collection>> collections(Connection& db) {
  return all<Collection>(
      db,
      Query(db, "SELECT number, id, alias, title, description, purpose, reader FROM collection ORDER BY id"),
      collection_of);
}

Result<std::optional<Collection>> collection(Connection& db, std::string_view id_or_alias) {
  return one<Collection>(db,
                         Query(db,
                               "SELECT number, id, alias, title, description, purpose, reader FROM collection"
                               " WHERE id = ?1 OR alias = ?1 ORDER BY id = ?1 DESC",
                               id_or_alias),
                         collection_of);
}

Result<std::int64_t> put(Connection& db, const Collection& collection) {
  const auto alias = collection.alias.empty() ? std::nullopt : std::optional(collection.alias);
  return db.done(number_from(
      Query(db,
            "INSERT INTO collection (number, id, alias, title, description, purpose, reader)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            " ON CONFLICT (number) DO UPDATE SET id = ?2, alias = ?3, title = ?4, description = ?5,"
            " purpose = ?6, reader = ?7 RETURNING number",
            given(collection.number), collection.id, alias, collection.title, collection.description,
            static_cast<int>(collection.kind), collection.reader)));
}

Result<std::vector<Principal>> principals(Connection& db) {
  return all<Principal>(db,
                        Query(db,
                              "SELECT number, kind, name, roles, password_hash, purpose, basis, case_id,"
                              " created, expires, disabled FROM principal ORDER BY name"),
                        principal_of);
}

Result<std::optional<Principal>> principal(Connection& db, std::string_view name) {
  return one<Principal>(db,
                        Query(db,
                              "SELECT number, kind, name, roles, password_hash, purpose, basis, case_id,"
                              " created, expires, disabled FROM principal WHERE name = ?1",
                              name),
                        principal_of);
}

Result<std::optional<Principal>> principal(Connection& db, std::int64_t number) {
  return one<Principal>(db,
                        Query(db,
                              "SELECT number, kind, name, roles, password_hash, purpose, basis, case_id,"
                              " created, expires, disabled FROM principal WHERE number = ?1",
                              number),
                        principal_of);
}

Result<std::int64_t> put(Connection& db, const Principal& principal) {
  return db.done(number_from(
      Query(db,
            "INSERT INTO principal (number, kind, name, roles, password_hash, purpose, basis, case_id,"
            " created, expires, disabled) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
            " ON CONFLICT (number) DO UPDATE SET kind = ?2, name = ?3, roles = ?4, password_hash = ?5,"
            " purpose = ?6, basis = ?7, case_id = ?8, created = ?9, expires = ?10, disabled = ?11"
            " RETURNING number",
            given(principal.number), principal.kind == Principal::Kind::officer ? 0 : 1, principal.name,
            join(principal.roles), principal.password_hash, principal.purpose, principal.basis,
            principal.case_id, principal.created, principal.expires, principal.disabled)));
}

Result<std::vector<Grant>> grants(Connection& db, std::int64_t principal) {
  return all<Grant>(db,
                    Query(db,
                          "SELECT collection, can_read, can_write FROM grants WHERE principal = ?1"
                          " ORDER BY collection",
                          principal),
                    [](const Query& row) -> Grant {
                      return {
                          .collection = row.integer(0), .can_read = row.flag(1), .can_write = row.flag(2)};
                    });
}

Result<> put_grant(Connection& db, std::int64_t principal, const Grant& grant) {
  if (grant.can_read || grant.can_write) {
    db.run(
        "INSERT INTO grants (principal, collection, can_read, can_write) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (principal, collection) DO UPDATE SET can_read = ?3, can_write = ?4",
        principal, grant.collection, grant.can_read, grant.can_write);
  } else {
    db.run("DELETE FROM grants WHERE principal = ?1 AND collection = ?2", principal, grant.collection);
  }
  return db.state();
}

Result<std::vector<Token>> tokens(Connection& db, std::int64_t principal) {
  return all<Token>(db,
                    Query(db,
                          "SELECT hash, id, principal, roles, label, created, expires, revoked FROM token"
                          " WHERE principal = ?1 ORDER BY created, id",
                          principal),
                    token_of);
}

Result<std::optional<Token>> token(Connection& db, const base::Digest& hash) {
  return one<Token>(db,
                    Query(db,
                          "SELECT hash, id, principal, roles, label, created, expires, revoked FROM token"
                          " WHERE hash = ?1",
                          hash),
                    token_of);
}

Result<> put(Connection& db, const Token& token) {
  db.run(
      "INSERT INTO token (hash, id, principal, roles, label, created, expires, revoked)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (hash) DO UPDATE SET id = ?2,"
      " principal = ?3, roles = ?4, label = ?5, created = ?6, expires = ?7, revoked = ?8",
      token.hash, token.id, token.principal, join(token.roles), token.label, token.created, token.expires,
      token.revoked);
  return db.state();
}

Result<std::optional<std::string>> setting(Connection& db, std::string_view name) {
  return one<std::string>(db, Query(db, "SELECT value FROM setting WHERE name = ?1", name),
                          [](const Query& row) { return row.text(0); });
}

Result<> put_setting(Connection& db, std::string_view name, std::string_view value) {
  db.run("INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
         name, value);
  return db.state();
}

}  // namespace tansiq::store::sqlite

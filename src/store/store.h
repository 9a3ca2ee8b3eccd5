#pragma once

/// What the acts of a node need kept, as an interface: SQLite stands behind it (store/sqlite), PostgreSQL
/// can.
///
/// Reading happens on a snapshot (`Reader`); writing in a function that the store runs inside one transaction
/// (`Transaction`). Whatever writes wait while the last commit is being made durable share the next one, so
/// that many clients cost one fsync; a lone client waits for one fsync and for no timer.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "journal/journal.h"
#include "stix/stix.h"
#include "store/exchange.h"
#include "store/service.h"

namespace tansiq::store {

using base::Result;
using base::Time;

/// What stands under one TAXII collection id. `records` is the node's own; others may be added.
struct Collection {
  enum class Kind {
    records,      ///< a set of records
    reader,       ///< what one TAXII reader is given: its shelf (ExchangeReader::visit_shelf), no records
    submissions,  ///< where callers hand in objects that nobody sees before an officer adopts them
  };
  std::int64_t number = 0;  ///< the store's own; never shown outside
  std::string id = {};      ///< UUID version 4
  std::string alias = {};   ///< unique name that resolves like the id; may be empty
  std::string title = {};
  std::string description = {};
  Kind kind = Kind::records;
  ServiceNumber reader = own_service;  ///< of Kind::reader: whose
};

/// Who may act: an officer (a person with roles) or an account (a TAXII reader or tool with collections).
struct Principal {
  enum class Kind { officer, account };
  std::int64_t number = 0;
  Kind kind = Kind::officer;
  std::string name = {};                ///< unique among all principals
  std::vector<std::string> roles = {};  ///< an officer's roles
  std::string password_hash = {};       ///< of HTTP Basic; empty where none was set
  std::string purpose = {};             ///< an account's standing purpose, legal basis and case
  std::string basis = {};
  std::string case_id = {};
  Time created = {};
  std::optional<Time> expires = {};
  bool disabled = false;
};

/// What one principal may do with one collection.
struct Grant {
  std::int64_t collection = 0;
  bool can_read = false;
  bool can_write = false;
};

/// An API token: only its SHA-256 is kept.
struct Token {
  std::string id = {};  ///< short public name, for listing and revoking
  std::int64_t principal = 0;
  base::Digest hash = {};
  std::vector<std::string> roles = {};  ///< at most those of its officer; empty means all of them
  std::string label = {};
  Time created = {};
  std::optional<Time> expires = {};
  bool revoked = false;
};

/// Handling as the store sees it: canonical JSON that the handling part reads and writes, and the one date in
/// it that the store must find by. Equal handlings are kept once.
struct Handling {
  std::string json = {};
  std::optional<Time> review = {};
};

/// A record as a reader sees it during a visit. The views live until the visitor returns.
struct RecordView {
  std::int64_t number = 0;  ///< the store's own, for good and never used again; never shown outside
  std::int64_t collection = 0;
  ServiceNumber originator = own_service;
  std::string_view id = {};
  std::string_view type = {};
  /// The STIX text, precision kept; stix::unversioned_version where the object has none.
  std::string_view version = {};
  stix::Spec spec = stix::Spec::v2_1;
  Time added = {};              ///< strictly increasing and unique within a collection
  std::int64_t act = 0;         ///< number of the journal entry of the act that added it
  std::int64_t handling = 0;    ///< number of its handling as of now; 0 where it has none
  std::string_view bytes = {};  ///< canonical JSON; empty where the visit did not ask for it
};

/// Which versions of each object a visit gives (TAXII 2.1 section 3.4.1). First and last are meant among the
/// versions of one originator in one spec version.
struct VersionMatch {
  bool first = false;
  bool last = true;
  bool all = false;
  std::vector<std::string> exact = {};  ///< STIX timestamps in any precision; compared as instants
};

/// Which records a visit gives by the review date of their handling. A date that has come hides its record
/// until it is renewed or erased.
struct ReviewMatch {
  enum class Which {
    any,      ///< the date is not looked at: for acts that file, renew or erase, never for reading
    current,  ///< no date, or one later than `now`: all that ordinary reading may see
    past,     ///< a date that `now` has reached: what waits to be renewed or erased
  };
  Which which = Which::any;
  Time now = {};
};

/// Which records a visit gives. An empty list of ids, types or specs does not narrow; different fields narrow
/// together.
struct Filter {
  std::optional<Time> added_after = {};  ///< strictly later than
  std::vector<std::string> ids = {};
  std::vector<std::string> types = {};
  VersionMatch versions = {};
  std::vector<stix::Spec> specs = {};  ///< empty: of each object the newest spec version that is held
  ReviewMatch review = {};
  std::size_t limit = 1000;
  bool with_bytes = true;
};

/// A handling that a record had or has.
struct HandlingChange {
  std::int64_t handling = 0;  ///< number
  std::int64_t act = 0;       ///< number of the journal entry of the act that gave it
  Handling content = {};
};

/// What became of an object that was added.
enum class Added {
  created,   ///< the first version held of this object
  version,   ///< a further version of an object that is held
  same,      ///< this very record is held already; nothing was stored
  conflict,  ///< (originator, id, version) is held with other content; kept beside and listed, never
             ///< overwritten
};

/// Content that came for a key that holds other content.
struct Conflict {
  std::string id = {};
  std::string version = {};
  ServiceNumber originator = own_service;
  Time received = {};
  std::int64_t act = 0;
  std::string bytes = {};
};

/// The fate of one submission (TAXII 2.1 section 4.3), kept for at least 24 hours.
struct Submission {
  struct Item {
    std::string id = {};
    std::string version = {};
    std::string message = {};  ///< of a failure
  };
  std::string id = {};  ///< UUID version 4
  std::int64_t principal = 0;
  std::int64_t collection = 0;
  Time requested = {};
  std::size_t successes_count = 0;
  std::vector<Item> successes = {};  ///< may be cut to a bound; the count never is
  std::vector<Item> failures = {};
};

/// An object that a caller handed in. It is no record: not compared with any, not found, not released. Once
/// it was adopted or dropped its content is gone from here and the fact stays.
struct Submitted {
  enum class State { waiting, adopted, dropped };
  std::int64_t number = 0;      ///< the store's own, in the order in which they came; never shown outside
  std::string submission = {};  ///< id of the POST that brought it
  std::int64_t principal = 0;   ///< the caller
  Time received = {};
  State state = State::waiting;
  std::string id = {};
  std::string version = {};
  std::size_t size = 0;    ///< of its canonical bytes when it came
  std::string bytes = {};  ///< empty where it does not wait any more, or was not asked for
};

/// Which submitted objects are meant. Different fields narrow together.
struct SubmittedFilter {
  std::string submission = {};  ///< empty: of any
  std::optional<std::int64_t> principal = {};
  bool only_waiting = true;
  std::int64_t after = 0;  ///< numbers greater than
  std::size_t limit = 1000;
  bool with_bytes = false;
};

/// How much of one caller's waits.
struct Waiting {
  std::int64_t objects = 0;
  std::int64_t bytes = 0;
};

struct JournalFilter {
  std::int64_t from = 0;                           ///< entries numbered from here
  std::string actor = {}, act = {}, subject = {};  ///< empty: any
  std::size_t limit = 1000;
};

struct Totals {
  std::int64_t records = 0;
  std::int64_t objects = 0;
  std::int64_t conflicts = 0;
  std::int64_t journal_entries = 0;
  std::int64_t file_bytes = 0;
};

/// One consistent view of everything that was committed when it was taken. Use it on one thread and drop it
/// soon: an old view keeps the write-ahead log from shrinking.
class Reader {
 public:
  virtual ~Reader() = default;

  virtual Result<std::vector<Collection>> collections() = 0;
  /// Finds a collection by id or alias.
  virtual Result<std::optional<Collection>> collection(std::string_view id_or_alias) = 0;

  /// Visits matching records of a collection in the order of `added`, up to `filter.limit` of them, and says
  /// whether more match. The visitor returns false to stop early (which counts as more). Costs O(log n +
  /// visited), plus what a filter must skip.
  virtual Result<bool> visit(std::int64_t collection, const Filter& filter,
                             const std::function<bool(const RecordView&)>& visitor) = 0;

  /// Whether any version of the object is held in the collection.
  virtual Result<bool> holds(std::int64_t collection, std::string_view id) = 0;
  virtual Result<std::vector<Conflict>> conflicts(std::int64_t collection, std::string_view id_or_empty,
                                                  std::size_t limit) = 0;
  /// A handling by its own number (RecordView::handling); nothing where there is none.
  virtual Result<std::optional<Handling>> handling(std::int64_t number) = 0;
  /// Every handling that a record ever had, the present one last.
  virtual Result<std::vector<HandlingChange>> handling_history(std::int64_t record_number) = 0;
  /// Whether any version of the object was ever released to anybody: then it is recalled, not erased.
  virtual Result<bool> released(std::string_view id) = 0;

  virtual Result<std::vector<Principal>> principals() = 0;
  virtual Result<std::optional<Principal>> principal(std::string_view name) = 0;
  virtual Result<std::optional<Principal>> principal(std::int64_t number) = 0;
  virtual Result<std::vector<Grant>> grants(std::int64_t principal) = 0;
  virtual Result<std::vector<Token>> tokens(std::int64_t principal) = 0;
  virtual Result<std::optional<Token>> token(const base::Digest& hash) = 0;

  virtual Result<std::optional<Submission>> submission(std::string_view id) = 0;

  /// Submitted objects in the order of their numbers, up to the filter's limit.
  virtual Result<std::vector<Submitted>> submitted(const SubmittedFilter& filter) = 0;
  virtual Result<Waiting> waiting(std::int64_t principal) = 0;

  /// Entries in the order of their numbers. A subject is found by an index; actor and act are compared one by
  /// one.
  virtual Result<std::vector<journal::Entry>> journal(const JournalFilter& filter) = 0;
  virtual Result<std::optional<std::string>> setting(std::string_view name) = 0;
  virtual Result<Totals> totals() = 0;

  /// What is kept about partners, as this same view sees it. It lives as long as the reader.
  virtual ExchangeReader& exchange() = 0;
};

/// A record to add, with what the node knows about it.
struct NewRecord {
  std::int64_t collection = 0;
  ServiceNumber originator = own_service;
  const stix::Object* object = nullptr;       ///< not owned; must outlive the call
  std::optional<std::int64_t> handling = {};  ///< from intern()
};

/// The writing side, valid inside one call of Store::write. Reads through it see its own writes.
class Transaction : public Reader {
 public:
  /// When this write happens: one instant for all of it, never earlier than any instant given before, even
  /// where the machine's clock is set back.
  virtual Time now() const = 0;

  /// Appends an entry to the journal; the store gives it number, time, salts and chain hash. Returns its
  /// number.
  virtual Result<std::int64_t> append(const journal::Act& act) = 0;

  /// Adds one record with the next `added` of its collection: max(now, last + 1 us).
  virtual Result<Added> add(const NewRecord& record, std::int64_t act) = 0;

  /// Numbers a handling; equal ones get the same number.
  virtual Result<std::int64_t> intern(const Handling& handling) = 0;
  /// Gives a record another handling; the old one stays in its history.
  virtual Result<> set_handling(std::int64_t record_number, std::int64_t handling, std::int64_t act) = 0;

  /// Overwrites and removes the given versions of an object (all of them where the match says so; an empty
  /// list of specs means every spec version), of whatever originator, their
  /// conflicts, what anybody submitted under the id and what the journal's erasable fields say of them. An id
  /// that is made from content (any but a random UUID) goes from the journal too, also from the entry of this
  /// very act. The write is acknowledged only when no file of the store holds the content any more; where a
  /// reader keeps the log from being emptied, Fault::unavailable says so: the record is gone, and the
  /// overwriting is done as soon as that reader ends. Returns how many versions were erased.
  virtual Result<std::size_t> erase(std::int64_t collection, std::string_view id,
                                    const VersionMatch& versions, const std::vector<stix::Spec>& specs,
                                    std::int64_t act) = 0;

  /// Each adds or replaces by number (0: new) and returns the number.
  virtual Result<std::int64_t> put(const Collection& collection) = 0;
  virtual Result<std::int64_t> put(const Principal& principal) = 0;
  virtual Result<> put(const Token& token) = 0;
  virtual Result<> put(const Submission& submission) = 0;
  virtual Result<> put_grant(std::int64_t principal, const Grant& grant) = 0;
  virtual Result<> put_setting(std::string_view name, std::string_view value) = 0;
  /// Drops submissions requested before `time`, at most 10,000 at once, and says how many.
  virtual Result<std::size_t> forget_submissions(Time time) = 0;

  /// Keeps an object that a caller handed in, in a POST with this id. False where the very same object of
  /// this caller waits already; nothing is kept then.
  virtual Result<bool> submit(std::int64_t principal, std::string_view submission,
                              const stix::Object& object) = 0;
  /// Ends the waiting of objects: their content goes, as durably as by erase() where they were dropped.
  virtual Result<> settle_submitted(const std::vector<std::int64_t>& numbers, Submitted::State state) = 0;

  /// The writing side of exchange().
  virtual ExchangeWriter& exchange_writer() = 0;
};

/// How full the writer's queue is, for /metrics.
struct Load {
  std::size_t queued_writes = 0;
  std::size_t queued_bytes = 0;
  std::uint64_t commits = 0;
  std::uint64_t writes = 0;
  bool erasure_waits =
      false;  ///< erased content may still stand in a file: a reader or a full disk is in the way
};

class Store {
 public:
  virtual ~Store() = default;

  /// A snapshot from a pool of read-only connections; waits for none. Safe from any thread.
  virtual Result<std::unique_ptr<Reader>> read() = 0;

  /// Runs `work` inside a transaction and returns when its effects are durable. Where `work` fails, nothing
  /// of it stays, and its error is returned. `bytes` is what the work holds in memory; where the queue is
  /// full, Fault::busy comes at once and `work` never runs. `work` runs once, on the writer's thread: it must
  /// not block and must not call the store. Where the disk is full, Fault::unavailable comes and nothing of
  /// the work stays. A commit or fsync that fails otherwise ends the process: what is on the disk is then
  /// unknown (see docs/formats.md).
  virtual Result<> write(std::size_t bytes, const std::function<Result<>(Transaction&)>& work) = 0;

  /// Writes a consistent copy to a new file while the store goes on. `progress` gets pages done and pages in
  /// all.
  virtual Result<> backup(const std::string& path, const std::function<void(int, int)>& progress) = 0;

  virtual Load load() const = 0;
};

}  // namespace tansiq::store

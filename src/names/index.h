#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "names/explain.h"
#include "names/names.h"

namespace tansiq::names {

/// Which records may be found, and what is known of the person who is sought.
struct Filters {
  std::optional<Subject> subject;
  std::optional<BirthDate> born;           ///< records born further away are left out; unknown births stay
  int years_apart = 2;                     ///< how far a birth may lie outside `born`
  std::vector<std::string> nationalities;  ///< records with others only are left out; unknown ones stay
  std::optional<Sex> sex;                  ///< records of the other sex are left out; unknown ones stay
  bool keep_contradicted =
      false;  ///< leave nothing out for birth, nationality or sex: say it in the explanation
  bool include_unscreened =
      false;            ///< also victims and witnesses: an officer's act, with a reason that the caller keeps
  bool explain = true;  ///< fill Hit::explanation: some microseconds a hit
  double least_score = 0;
  std::string asking;  ///< a record's id: neither it nor its remembered non-matches are found
};

/// A record that was found. A lead, never more: an officer decides.
struct Hit {
  std::string id;
  double score =
      0;  ///< the probability that the names are one person's, by the names alone; see docs/names.md
  std::string name;  ///< the record's name that matched best
  NameKind kind = NameKind::birth;
  Comparison comparison;  ///< of the sought name with that one
  Explanation explanation;
};

/// One entry of a list to be screened.
struct Sought {
  std::string name;
  Filters filters;
};

/// What screening found for one entry.
struct Screened {
  base::Result<std::vector<Hit>> hits;
};

/// Two records that an officer found not to be the same.
struct NonMatch {
  std::string left, right;  ///< the ids of the two records
  std::string by, why;
  bool operator==(const NonMatch&) const = default;
};

/// An index of names in memory. Any number of threads may search while others write: a search works on the
/// state that it found at its beginning, writers work one after another and never wait for searches. What
/// `put` and `remove` did is found, or found no more, by every search that begins after they return.
class Index {
 public:
  Index();
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  /// Adds records; a record with the id of an older one replaces it. All or nothing: one wrong record (see
  /// `check`) and none is taken. The cost is that of the records given and, now and then, of merging up to
  /// some thousands of earlier ones; give many at once where you can.
  base::Result<> put(std::vector<Record> records);

  /// Removes a record; false where there is none.
  bool remove(std::string_view id);

  /// The record as it was put.
  [[nodiscard]] std::optional<Record> record(std::string_view id) const;

  /// Merges what many small writes left behind. Call it from a thread that has time, after large imports and
  /// now and then: takes seconds for millions of names; searches and writers go on meanwhile. Returns false
  /// where there was nothing to do.
  bool maintain();

  /// The records that a name may mean, best first, each once, at most `limit` (1 to 1,000). Fails for a name
  /// that `parse` refuses. The work is bounded whatever the name.
  [[nodiscard]] base::Result<std::vector<Hit>> search(std::string_view name, const Filters& filters,
                                                      std::size_t limit) const;

  /// Searches a list on `workers` threads; the results stand in the order of the list.
  [[nodiscard]] std::vector<Screened> screen(std::span<const Sought> list, std::size_t limit,
                                             std::size_t workers) const;

  /// The score of two names: the same as if one had been sought and the other found. Symmetric.
  [[nodiscard]] base::Result<double> pair(std::string_view left, std::string_view right,
                                          Subject subject = Subject::person) const;

  /// How two names lie against each other: what `pair` scores and `explain` puts into words.
  [[nodiscard]] base::Result<Comparison> compare(std::string_view left, std::string_view right,
                                                 Subject subject = Subject::person) const;

  /// Keeps two records from being found for one another (`Filters::asking`) until either changes.
  void remember_non_match(NonMatch pair);
  bool forget_non_match(std::string_view left, std::string_view right);
  [[nodiscard]] std::vector<NonMatch> non_matches(std::string_view id) const;

  [[nodiscard]] std::size_t name_count() const;
  [[nodiscard]] std::size_t record_count() const;
  /// Memory of the index; not what each searching thread keeps for itself (some megabytes).
  [[nodiscard]] std::size_t bytes() const;

  /// Writes the whole index. `write` is called with pieces in order; its first failure ends the writing and
  /// is returned.
  using Writer = std::function<base::Result<>(std::string_view piece)>;
  base::Result<> save(const Writer& write) const;

  /// Reads what `save` wrote, without copying: `bytes` (a mapped file, aligned to 64 bytes) is used as long
  /// as the index lives, and `keeps_alive` is held as long. Fails with Fault::invalid for anything that is
  /// not a whole, undamaged snapshot of this version. The checksum finds damage, not malice: keep snapshots
  /// where only the node writes.
  static base::Result<std::unique_ptr<Index>> load(std::span<const char> bytes,
                                                   std::shared_ptr<const void> keeps_alive);

  /// What is inside: for the part's own files.
  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace tansiq::names

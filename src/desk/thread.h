#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"

/// What the folds give: a thread, which is a root (a warning, ...) with all its answers in one status.
namespace tansiq::desk {

using base::Fault;
using base::Result;
using base::Time;

/// A service, by the STIX identity that stands for it (docs/wire.md, "Who a service is").
using Service = std::string;

/// Whether it is for real. What is said in one nature never counts in another.
enum class Nature : std::uint8_t { actual, exercise, test };

/// Names a thread: the service that asks, and the id of its root. The id alone would not do, since two
/// services may hold the same foreign id.
struct ThreadKey {
  Service asker;
  std::string root;

  auto operator<=>(const ThreadKey&) const = default;
};

/// A key that is only looked at.
struct ThreadRef {
  std::string_view asker;
  std::string_view root;

  ThreadRef(std::string_view asker_id, std::string_view root_id) : asker(asker_id), root(root_id) {}
  ThreadRef(const ThreadKey& key)
      : asker(key.asker), root(key.root) {}  // NOLINT(google-explicit-constructor)
  bool operator==(const ThreadRef&) const = default;
};

// For hash tables that are asked by either.
struct ThreadKeyHash {
  using is_transparent = void;
  std::size_t operator()(const ThreadRef& key) const {
    return std::hash<std::string_view>{}(key.root) * 31 + std::hash<std::string_view>{}(key.asker);
  }
};
struct ThreadKeyEqual {
  using is_transparent = void;
  bool operator()(const ThreadRef& left, const ThreadRef& right) const { return left == right; }
};

/// Where a duty officer finds it.
enum class Pile : std::uint8_t {
  acknowledge,  ///< somebody waits to hear that a person took it
  answer,       ///< something else is owed
  know,         ///< nothing is owed; it has not been read
};
inline constexpr std::size_t pile_count = 3;

enum class Standing : std::uint8_t { open, overdue, closed };

/// What an answer amounts to. Every answer has exactly one of these; all are shown, and only those that count
/// change a status.
enum class Verdict : std::uint8_t {
  counts,           ///< it is the service's word
  replaced,         ///< a later one of the same service stands in its place
  taken_back,       ///< its maker revoked it
  earlier_version,  ///< of a version that must be answered anew
  other_nature,     ///< said in an exercise of something real, or the reverse
  not_asked,        ///< by a service that was not asked
  not_its_own,      ///< it speaks for another service than its originator
};

/// One answer, as it came.
struct Answer {
  std::string id;
  std::string_view type;
  Time version;
  Service by;  ///< its originator
  std::string officer;
  std::string_view word;     ///< what it says: a word of its kind ("acting")
  std::optional<Time> held;  ///< when the asker's node durably held it, where that is known
  Verdict verdict = Verdict::counts;
  std::string text = {};  ///< what it says in its officer's words, in one line; may be empty

  bool operator==(const Answer&) const = default;
};

/// How it stands with one addressed service.
struct Part {
  Service service;
  std::string_view state;    ///< a word of the kind: "silent", "acting", ..., or "unseen"; see as_seen_by()
  bool late = false;         ///< its first word that counts was held only after the deadline
  bool anew = false;         ///< it answered an earlier version and must again
  std::string officer = {};  ///< who answered last
  std::optional<Time> held = {};  ///< when the asker's node held the first word that counts

  bool operator==(const Part&) const = default;
};

/// Who owes what by when.
struct Owed {
  Service by;
  std::string_view what;  ///< a word of the kind: "acknowledge", "report", ...
  Pile pile = Pile::answer;
  std::optional<Time> due;
  bool overdue = false;

  bool operator==(const Owed&) const = default;
};

/// What a person should see because the objects disagree.
enum class Remark : std::uint8_t {
  nature_changed,      ///< versions of the root differ in whether it is for real
  versions_differ,     ///< one version of one object came with two contents
  answers_differ,      ///< a service said two things at one time; the less reassuring one counts
  answered_otherwise,  ///< somebody answered something real as an exercise, or the reverse
};

struct Kind;

/// A root with its answers at one time.
struct Thread {
  ThreadKey key;
  const Kind* kind = nullptr;
  Nature nature = Nature::actual;
  std::string title;
  Time created;             ///< by the asker's clock
  Time version;             ///< of the newest version of the root
  int weight = 0;           ///< how grave and how near, from 0; the desk puts the heavier one first
  std::string_view status;  ///< a word of the kind
  Standing standing = Standing::open;
  std::string_view closed_by;  ///< why it is closed, a word of the kind; empty while it is not
  std::string successor;       ///< the root that superseded it
  std::vector<Part> parts;     ///< in the order of the root
  std::vector<Owed> owed;
  std::vector<Answer> answers;  ///< by version
  std::vector<Remark> remarks;
  bool partial = false;  ///< others may have answered and this node need not know; see as_seen_by()
  /// The next instant at which the fold gives something else although nothing came.
  std::optional<Time> changes_at;

  bool operator==(const Thread&) const = default;
};

/// The thread as a service sees it that is not the asker: answers of others reach it only where they were
/// released to it, so that nothing follows from their absence. Their silent parts are "unseen", nothing is
/// said to be owed by them, and the view is partial while that could matter, whether or not there are such
/// answers.
Thread as_seen_by(Thread thread, const Service& viewer);

/// A number that changes when something happened in a thread that an officer should know: a version, an
/// answer, its end. An officer has read a thread at its mark.
std::uint64_t mark_of(const Thread& thread);

/// "in time" is up to and with the deadline itself.
inline bool has_passed(Time due, Time now) {
  return now > due;
}
/// The first instant after a deadline.
inline Time just_after(Time due) {
  return due + std::chrono::microseconds(1);
}

std::string_view name_of(Nature nature);
std::string_view name_of(Pile pile);
std::string_view name_of(Standing standing);
std::string_view name_of(Verdict verdict);
std::string_view name_of(Remark remark);

}  // namespace tansiq::desk

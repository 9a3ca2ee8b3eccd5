#pragma once

#include <memory>
#include <span>

#include "desk/thread.h"
#include "stix/json/value.h"

/// How a kind of work is described: its types, its fold, its words, in one file. To add one: write that file
/// with a `constinit const Kind`, and name it in kinds().
namespace tansiq::desk {

namespace json = stix::json;

/// What only the kind itself understands of an object.
struct Details {
  virtual ~Details() = default;
};

/// One object as the folds see it.
struct Item {
  std::string id;
  std::string_view type;  ///< as its kind writes it
  Service by;             ///< its originator, never merely its author
  Time created;
  Time version;
  std::optional<Time> held;   ///< see Filed
  std::uint64_t content = 0;  ///< tells two contents of one version apart
  bool revoked = false;
  bool own = true;  ///< its service_ref is its originator; roots need not have one
  Nature nature = Nature::actual;
  std::string officer;
  std::shared_ptr<const Details> details;
};

enum class Role : std::uint8_t {
  root,
  answer,
  successor,  ///< a root that supersedes the thread's
};

/// Where an object belongs; a view into the object.
struct Place {
  ThreadRef thread;
  Role role = Role::answer;
};

/// What a kind makes of an object: its details, and up to `most_places` threads that it belongs to.
struct Reading {
  std::shared_ptr<const Details> details;
  std::vector<Place> places;
};
inline constexpr std::size_t most_places = 33;

/// The objects of one thread, sorted out: order and repetition are gone.
struct Gathered {
  const ThreadKey* key = nullptr;
  const Item* root = nullptr;           ///< the newest version
  std::vector<const Item*> versions;    ///< of the root, oldest first
  std::vector<const Item*> answers;     ///< newest version of each, by version; two where contents differ
  std::vector<const Item*> successors;  ///< created after the root and of its nature
  std::vector<Remark> remarks;
};

/// A word of a kind in the four languages. {} stand for what the user of the word fills in.
struct Word {
  std::string_view word;
  std::string_view en, fr, es, ar;
};

struct Kind {
  std::string_view name;                    ///< "warning"
  std::string_view root;                    ///< type of the root
  std::span<const std::string_view> types;  ///< of all objects that it may read
  /// What the object is to this kind; nothing where it is none of its own or cannot be used. `item` has what
  /// all types share.
  std::optional<Reading> (*read)(const json::Value& object, const Item& item);
  /// The thread at a time. `key`, `kind`, `nature`, `created`, `version` and `remarks` are set already.
  void (*fold)(const Gathered& gathered, Time now, Thread& thread);
  /// Sets status and standing from the parts and what is owed; called again where some are not seen.
  void (*settle)(Thread& thread);
  std::span<const Word> words;
};

/// All kinds.
std::span<const Kind* const> kinds();

extern const Kind warning;  ///< warning.cc
extern const Kind review;   ///< review.cc

// --- What the folds of several kinds share ---

/// The state of a part of which nothing was heard, and of one of which nothing need be heard here.
inline constexpr std::string_view silent = "silent";
inline constexpr std::string_view unseen = "unseen";

/// The verdict on an answer by what every kind asks of it. `asked` are the services that may answer.
Verdict judge(const Item& answer, const Item& root, std::span<const Service> asked);

/// Adds an answer to the thread and gives it back.
Answer& show(Thread& thread, const Item& item, std::string_view word, Verdict verdict);

/// Adds a remark once.
void remark(Thread& thread, Remark what);

/// Notes that the thread changes at an instant that has not passed.
void changes(Thread& thread, Time at, Time now);

/// Reading: a time or a list of texts of an object; nothing where it is absent or no such thing.
std::optional<Time> time_of(const json::Value& object, std::string_view name);
std::vector<std::string_view> texts_of(const json::Value& object, std::string_view name, std::size_t most);

/// A list of services, sorted and each once.
std::vector<Service> services_of(const json::Value& object, std::string_view name, std::size_t most);

/// The word of `words` that the object holds under `name`; empty where it is none of them. The view is the
/// table's, so it may be kept.
std::string_view word_of(const json::Value& object, std::string_view name,
                         std::span<const std::string_view> words);

/// A text of others for one line: cut at `most` bytes, without anything that could change what stands around
/// it.
std::string one_line(std::string_view text, std::size_t most = 300);

}  // namespace tansiq::desk

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <unordered_map>

#include "desk/kind.h"
#include "desk/thread.h"

namespace tansiq::desk {

/// One object as a node files it.
struct Filed {
  std::string_view bytes;  ///< the STIX object as JSON
  Service originator;      ///< whose signature stands over its first release; not its author
  /// When the asker's node durably held it, by the asker's clock: on that node its own time, elsewhere what
  /// the asker signed. Of answers it says whether they came in time; unknown is never late.
  std::optional<Time> held;
};

/// The threads that objects make at a time. Order, repetition and gaps do not matter: the same objects and
/// time give the same threads. What is no object of a kind, or cannot be used, is passed over; answers to a
/// root that is not there make no thread.
std::map<ThreadKey, Thread> fold(std::span<const Filed> objects, Time now);

/// The same, kept: one object costs O(its thread). At any time find(key) is what fold() would give for all
/// that was added and for now().
class Threads {
 public:
  explicit Threads(Time now);
  ~Threads();
  Threads(Threads&&) noexcept;
  Threads& operator=(Threads&&) noexcept;

  /// Adds an object and names the threads that may have changed by it; none for what is no object of a kind.
  std::vector<ThreadKey> add(const Filed& object);

  /// Forgets an object that was erased, given as it was added, and names the threads that changed. One that
  /// is no longer found lost its root.
  std::vector<ThreadKey> remove(const Filed& object);

  /// Adds many at once, for a start, and hands over every thread: each is folded once.
  void load(std::span<const Filed> objects, const std::function<void(Thread)>& visit);
  /// The same where they do not lie in memory together: `feed` hands them over one by one, each for the time
  /// of its call.
  using Feed = std::function<void(const std::function<void(const Filed&)>& take)>;
  void load(const Feed& feed, const std::function<void(Thread)>& visit);

  /// Moves the time and names the threads that may have changed by that. Going back costs a fold of
  /// everything.
  std::vector<ThreadKey> advance(Time now);

  [[nodiscard]] Time now() const;
  /// When advance() next has something to do: the caller's one timer.
  [[nodiscard]] std::optional<Time> changes_at() const;

  /// Folds one thread; nothing where there is no root of this key.
  [[nodiscard]] std::optional<Thread> find(const ThreadKey& key) const;

  /// Every thread, in no order.
  void each(const std::function<void(Thread)>& visit) const;

  /// What is known of a thread without folding it.
  struct Outline {
    Standing standing = Standing::open;
    Nature nature = Nature::actual;
    Time created;
  };
  /// Every thread in outline, in no order; the key lives as long as nothing changes.
  void outline(const std::function<void(const ThreadKey&, const Outline&)>& visit) const;

  /// Threads that have a root.
  [[nodiscard]] std::size_t size() const;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace tansiq::desk

#pragma once

#include <array>
#include <memory>
#include <vector>

#include "desk/thread.h"

/// One officer's desk: three piles, in the order of what breaks first.
namespace tansiq::desk {

/// One thing that wants something of this officer.
struct DeskEntry {
  ThreadKey key;
  const Kind* kind = nullptr;
  Pile pile = Pile::know;
  Nature nature = Nature::actual;
  std::string_view what;    ///< what is owed; empty in the pile `know`
  std::string_view status;  ///< of the thread, as this service sees it
  std::string title;
  std::optional<Time> due;
  bool overdue = false;
  bool unread = false;
  int weight = 0;
  Time version;
  std::uint64_t mark = 0;  ///< to be given back when it was read

  bool operator==(const DeskEntry&) const = default;
};

/// Things of one pile that differ in nothing a tired officer must decide about: one kind, from one service.
struct Group {
  Nature nature = Nature::actual;
  const Kind* kind = nullptr;
  Service asker;
  std::size_t count = 0;
  std::size_t overdue = 0;
  std::size_t unread = 0;
  DeskEntry first;  ///< what breaks first among them
};

/// How much waits in a pile, of one nature.
struct Tally {
  std::size_t count = 0;
  std::size_t overdue = 0;
  std::size_t unread = 0;
  std::optional<Time> first_due;

  bool operator==(const Tally&) const = default;
};

/// The desk of one officer of one service, kept up to date thread by thread. Real things come before
/// exercises and these before tests, and are never counted together. Within them: what is due first, then
/// what is heavier, then what came first.
///
/// Read is not acknowledged: reading empties only the pile `know`, where a thread lies while it owes nothing
/// to this service's officers and its mark is not the one that this officer has read.
class Desk {
 public:
  explicit Desk(Service me);
  ~Desk();
  Desk(Desk&&) noexcept;
  Desk& operator=(Desk&&) noexcept;

  /// Takes a thread as it is now, in the place of what was known of it. Logarithmic.
  void put(Thread thread);

  /// Forgets a thread (erased).
  void remove(const ThreadKey& key);

  /// Notes that the officer has read a thread at a mark; what comes later is unread again.
  void read(const ThreadKey& key, std::uint64_t mark);

  /// Notes that the officer knows of everything that is there now: for one who begins.
  void read_everything();

  /// `count` entries of a pile from place `first`. Linear in first + count.
  [[nodiscard]] std::vector<DeskEntry> page(Pile pile, std::size_t first, std::size_t count) const;

  /// The pile in groups, each at the place of what breaks first in it. Linear in the pile.
  [[nodiscard]] std::vector<Group> groups(Pile pile) const;

  [[nodiscard]] Tally tally(Pile pile, Nature nature) const;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace tansiq::desk

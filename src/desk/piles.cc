#include "desk/piles.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace tansiq::desk {
namespace {

constexpr std::size_t nature_count = 3;

/// What breaks first stands first; nothing that has no deadline breaks.
struct BreaksFirst {
  bool operator()(const DeskEntry* left, const DeskEntry* right) const {
    const auto rank = [](const DeskEntry* entry) {
      return std::tuple(entry->due.value_or(Time::max()), -entry->weight, entry->version);
    };
    if (rank(left) != rank(right)) return rank(left) < rank(right);
    return left->key < right->key;
  }
};

using Ordered = std::set<const DeskEntry*, BreaksFirst>;

}  // namespace

class Desk::Work {
 public:
  explicit Work(Service me) : me_(std::move(me)) {}

  void put(Thread thread) {
    const Thread seen = as_seen_by(std::move(thread), me_);
    Known& known = known_[seen.key];
    take_out(known);
    known.mark = mark_of(seen);
    known.entries.clear();
    for (const Owed& owed : seen.owed) add_owed(known, seen, owed);
    if (known.entries.empty()) known.entries.push_back(entry_of(known, seen));
    put_in(known);
  }

  void remove(const ThreadKey& key) {
    const auto found = known_.find(key);
    if (found == known_.end()) return;
    take_out(found->second);
    known_.erase(found);
  }

  void read(const ThreadKey& key, std::uint64_t mark) {
    Known& known = known_[key];
    take_out(known);
    known.read = mark;
    put_in(known);
  }

  void read_everything() {
    for (auto& [key, known] : known_) {
      take_out(known);
      known.read = known.mark;
      put_in(known);
    }
  }

  [[nodiscard]] std::vector<DeskEntry> page(Pile pile, std::size_t first, std::size_t count) const {
    std::vector<DeskEntry> entries;
    for (std::size_t nature = 0; nature < nature_count && entries.size() < count; ++nature) {
      const Ordered& all = heap(pile, static_cast<Nature>(nature)).entries;
      const std::size_t skipped = std::min(first, all.size());
      first -= skipped;
      for (auto each = std::next(all.begin(), static_cast<std::ptrdiff_t>(skipped));
           each != all.end() && entries.size() < count; ++each)
        entries.push_back(**each);
    }
    return entries;
  }

  [[nodiscard]] std::vector<Group> groups(Pile pile) const {
    std::vector<Group> all;
    std::map<std::tuple<Nature, const Kind*, std::string_view>, std::size_t> places;
    for (std::size_t nature = 0; nature < nature_count; ++nature) {
      for (const DeskEntry* entry : heap(pile, static_cast<Nature>(nature)).entries) {
        const auto [place, added] =
            places.try_emplace({entry->nature, entry->kind, entry->key.asker}, all.size());
        if (added) all.push_back({entry->nature, entry->kind, entry->key.asker, 0, 0, 0, *entry});
        Group& group = all[place->second];
        ++group.count;
        group.overdue += entry->overdue ? 1 : 0;
        group.unread += entry->unread ? 1 : 0;
      }
    }
    return all;
  }

  [[nodiscard]] Tally tally(Pile pile, Nature nature) const {
    const Heap& all = heap(pile, nature);
    Tally tally{all.entries.size(), all.overdue, all.unread, {}};
    if (!all.entries.empty()) tally.first_due = (*all.entries.begin())->due;
    return tally;
  }

 private:
  struct Known {
    std::vector<DeskEntry> entries;  ///< at most one for each pile
    std::uint64_t mark = 0;
    std::optional<std::uint64_t> read;
    bool in = false;  ///< its entries stand in their heaps
  };
  struct Heap {
    Ordered entries;
    std::size_t overdue = 0;
    std::size_t unread = 0;
  };

  [[nodiscard]] const Heap& heap(Pile pile, Nature nature) const {
    return heaps_[static_cast<std::size_t>(pile) * nature_count + static_cast<std::size_t>(nature)];
  }
  Heap& heap(const DeskEntry& entry) {
    return heaps_[static_cast<std::size_t>(entry.pile) * nature_count +
                  static_cast<std::size_t>(entry.nature)];
  }

  static DeskEntry entry_of(const Known& known, const Thread& thread) {
    DeskEntry entry;
    entry.key = thread.key;
    entry.kind = thread.kind;
    entry.nature = thread.nature;
    entry.status = thread.status;
    entry.title = thread.title;
    entry.weight = thread.weight;
    entry.version = thread.version;
    entry.mark = known.mark;
    return entry;
  }

  /// Of several things owed in one pile the first to break stands for all.
  static void add_owed(Known& known, const Thread& thread, const Owed& owed) {
    auto found = std::find_if(known.entries.begin(), known.entries.end(),
                              [&](const DeskEntry& each) { return each.pile == owed.pile; });
    const auto when = [](const std::optional<Time>& due) { return due.value_or(Time::max()); };
    if (found == known.entries.end()) {
      found = known.entries.insert(known.entries.end(), entry_of(known, thread));
      found->pile = owed.pile;
    } else if (when(found->due) <= when(owed.due)) {
      return;
    }
    found->what = owed.what;
    found->due = owed.due;
    found->overdue = owed.overdue;
  }

  void take_out(Known& known) {
    if (!known.in) return;
    for (const DeskEntry& entry : known.entries) {
      Heap& from = heap(entry);
      if (from.entries.erase(&entry) == 0) continue;
      from.overdue -= entry.overdue ? 1 : 0;
      from.unread -= entry.unread ? 1 : 0;
    }
    known.in = false;
  }

  void put_in(Known& known) {
    const bool unread = known.read != known.mark;
    for (DeskEntry& entry : known.entries) {
      entry.unread = unread;
      if (entry.pile == Pile::know && !unread) continue;
      Heap& into = heap(entry);
      into.entries.insert(&entry);
      into.overdue += entry.overdue ? 1 : 0;
      into.unread += unread ? 1 : 0;
    }
    known.in = true;
  }

  Service me_;
  std::unordered_map<ThreadKey, Known, ThreadKeyHash> known_;
  std::array<Heap, pile_count * nature_count> heaps_;
};

Desk::Desk(Service me) : work_(std::make_unique<Work>(std::move(me))) {}
Desk::~Desk() = default;
Desk::Desk(Desk&&) noexcept = default;
Desk& Desk::operator=(Desk&&) noexcept = default;

void Desk::put(Thread thread) {
  work_->put(std::move(thread));
}
void Desk::remove(const ThreadKey& key) {
  work_->remove(key);
}
void Desk::read(const ThreadKey& key, std::uint64_t mark) {
  work_->read(key, mark);
}
void Desk::read_everything() {
  work_->read_everything();
}
std::vector<DeskEntry> Desk::page(Pile pile, std::size_t first, std::size_t count) const {
  return work_->page(pile, first, count);
}
std::vector<Group> Desk::groups(Pile pile) const {
  return work_->groups(pile);
}
Tally Desk::tally(Pile pile, Nature nature) const {
  return work_->tally(pile, nature);
}

}  // namespace tansiq::desk

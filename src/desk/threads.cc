#include "desk/threads.h"

#include <algorithm>

#include "desk/gather.h"

namespace tansiq::desk {

std::map<ThreadKey, Thread> fold(std::span<const Filed> objects, Time now) {
  std::map<ThreadKey, Bunch> bunches;
  ObjectReader reader;
  for (const Filed& each : objects)
    reader.read(each, [&](const ThreadRef& ref, Entry entry) {
      bunches[{Service(ref.asker), std::string(ref.root)}].add(std::move(entry));
    });
  std::map<ThreadKey, Thread> threads;
  for (const auto& [key, bunch] : bunches)
    if (bunch.has_root()) threads.emplace(key, bunch.fold(key, now));
  return threads;
}

/// Keeps the objects, not the folded threads, which are ten times as large and cost microseconds.
class Threads::Work {
 public:
  explicit Work(Time now) : now_(now) {}

  std::vector<ThreadKey> add(const Filed& object) {
    std::vector<ThreadKey> touched;
    reader_.read(object, [&](const ThreadRef& ref, Entry entry) {
      auto& held = at(ref);
      held.second.bunch.add(std::move(entry));
      if (!held.second.bunch.has_root()) return;
      note_change(held);
      if (std::find(touched.begin(), touched.end(), held.first) == touched.end())
        touched.push_back(held.first);
    });
    return touched;
  }

  std::vector<ThreadKey> remove(const Filed& object) {
    std::vector<ThreadKey> touched;
    reader_.read(object, [&](const ThreadRef& ref, const Entry& entry) {
      const auto found = held_.find(ref);
      if (found == held_.end()) return;
      auto& [key, held] = *found;
      if (std::find(touched.begin(), touched.end(), key) == touched.end()) touched.push_back(key);
      held.bunch.remove(entry);
      if (held.bunch.has_root()) {
        note_change(*found);
        return;
      }
      if (held.timer) timers_.erase({*held.timer, &key});
      held.timer.reset();
      if (held.bunch.is_empty()) held_.erase(found);
    });
    return touched;
  }

  void load(std::size_t about, const Feed& feed, const std::function<void(Thread)>& visit) {
    held_.reserve(held_.size() + about / 8);
    feed([this](const Filed& each) {
      reader_.read(each,
                   [&](const ThreadRef& ref, Entry entry) { at(ref).second.bunch.add(std::move(entry)); });
    });
    for (auto& each : held_)
      if (each.second.bunch.has_root()) visit(note_change(each));
  }

  std::vector<ThreadKey> advance(Time now) {
    const bool back = now < now_;
    now_ = now;
    std::vector<ThreadKey> touched;
    if (back) {
      for (auto& [key, held] : held_)
        if (held.bunch.has_root()) touched.push_back(key);
    } else {
      for (const auto& [at, key] : timers_) {
        if (at > now) break;
        touched.push_back(*key);
      }
    }
    for (const ThreadKey& key : touched) note_change(*held_.find(key));
    return touched;
  }

  [[nodiscard]] Time now() const { return now_; }

  [[nodiscard]] std::optional<Time> changes_at() const {
    return timers_.empty() ? std::nullopt : std::optional(timers_.begin()->first);
  }

  [[nodiscard]] std::optional<Thread> find(const ThreadKey& key) const {
    const auto found = held_.find(key);
    if (found == held_.end() || !found->second.bunch.has_root()) return std::nullopt;
    return found->second.bunch.fold(key, now_);
  }

  void each(const std::function<void(Thread)>& visit) const {
    for (const auto& [key, held] : held_)
      if (held.bunch.has_root()) visit(held.bunch.fold(key, now_));
  }

  void outline(const std::function<void(const ThreadKey&, const Outline&)>& visit) const {
    for (const auto& [key, held] : held_)
      if (held.bunch.has_root()) visit(key, held.outline);
  }

  [[nodiscard]] std::size_t size() const {
    return static_cast<std::size_t>(std::count_if(
        held_.begin(), held_.end(), [](const auto& each) { return each.second.bunch.has_root(); }));
  }

 private:
  struct Held {
    Bunch bunch;
    std::optional<Time> timer;
    Outline outline;
  };
  using Table = std::unordered_map<ThreadKey, Held, ThreadKeyHash, ThreadKeyEqual>;

  Table::value_type& at(const ThreadRef& ref) {
    if (const auto found = held_.find(ref); found != held_.end()) return *found;
    return *held_.try_emplace(ThreadKey{Service(ref.asker), std::string(ref.root)}).first;
  }

  /// Folds the thread and sets its timer anew.
  Thread note_change(Table::value_type& thread_held) {
    auto& [key, held] = thread_held;
    if (held.timer) timers_.erase({*held.timer, &key});
    Thread thread = held.bunch.fold(key, now_);
    held.timer = thread.changes_at;
    held.outline = {thread.standing, thread.nature, thread.created};
    if (held.timer) timers_.emplace(*held.timer, &key);
    return thread;
  }

  Time now_;
  ObjectReader reader_;
  Table held_;
  std::set<std::pair<Time, const ThreadKey*>> timers_;
};

Threads::Threads(Time now) : work_(std::make_unique<Work>(now)) {}
Threads::~Threads() = default;
Threads::Threads(Threads&&) noexcept = default;
Threads& Threads::operator=(Threads&&) noexcept = default;

std::vector<ThreadKey> Threads::add(const Filed& object) {
  return work_->add(object);
}
std::vector<ThreadKey> Threads::remove(const Filed& object) {
  return work_->remove(object);
}
void Threads::load(std::span<const Filed> objects, const std::function<void(Thread)>& visit) {
  work_->load(
      objects.size(),
      [&](const std::function<void(const Filed&)>& take) {
        for (const Filed& each : objects) take(each);
      },
      visit);
}
void Threads::load(const Feed& feed, const std::function<void(Thread)>& visit) {
  work_->load(0, feed, visit);
}
std::vector<ThreadKey> Threads::advance(Time now) {
  return work_->advance(now);
}
Time Threads::now() const {
  return work_->now();
}
std::optional<Time> Threads::changes_at() const {
  return work_->changes_at();
}
std::optional<Thread> Threads::find(const ThreadKey& key) const {
  return work_->find(key);
}
void Threads::each(const std::function<void(Thread)>& visit) const {
  work_->each(visit);
}
void Threads::outline(const std::function<void(const ThreadKey&, const Outline&)>& visit) const {
  work_->outline(visit);
}
std::size_t Threads::size() const {
  return work_->size();
}

}  // namespace tansiq::desk

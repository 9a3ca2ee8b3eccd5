#pragma once

#include "desk/kind.h"
#include "desk/threads.h"
#include "stix/json/parse.h"

/// Between objects and folds: reading one object, and sorting out the objects of one thread.
namespace tansiq::desk {

struct Entry {
  Item item;
  Role role = Role::answer;
};

/// The objects of one thread, each version of each once.
class Bunch {
 public:
  /// Constant time on average; the same again takes no room for long.
  void add(Entry entry);

  /// Forgets an object; linear.
  void remove(const Entry& entry);

  [[nodiscard]] bool is_empty() const { return entries_.empty(); }
  [[nodiscard]] bool has_root() const { return has_root_; }

  /// The thread at a time; there must be a root.
  [[nodiscard]] Thread fold(const ThreadKey& key, Time now) const;

 private:
  [[nodiscard]] Gathered gather(const ThreadKey& key) const;
  void compact();

  std::vector<std::unique_ptr<const Entry>> entries_;
  std::size_t compact_at_ = 64;  ///< number of entries at which repetitions are looked for
  bool has_root_ = false;
};

/// Reads objects; belongs to one thread of execution.
class ObjectReader {
 public:
  /// Calls `place` for each thread that the object belongs to.
  void read(const Filed& filed, const std::function<void(const ThreadRef&, Entry)>& place);

 private:
  stix::json::Parser parser_;
  std::vector<stix::Problem> problems_;
};

}  // namespace tansiq::desk

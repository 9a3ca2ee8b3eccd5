#pragma once

/// The thread that works off the queue of decisions to be made anew.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "node/node.h"

namespace tansiq::node {

/// Owns one thread. It sleeps until the next decision is due, or until a commit puts one on the queue (the
/// bell of the own service rings then); it never polls. Where working fails it waits a little and goes on.
class Redecider {
 public:
  /// What was worked off at once; `next`: when the next decision is due.
  struct Worked {
    bool more = false;
    std::optional<Time> next;
  };
  using Work = std::function<Result<Worked>()>;

  /// Starts; `node` must outlive this. `work` is the act (acts/redecide.h): parts do not call acts.
  Redecider(Node& node, Work work);
  ~Redecider();
  Redecider(const Redecider&) = delete;
  Redecider& operator=(const Redecider&) = delete;

 private:
  void run();

  Node& node_;
  Work work_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool rung_ = true;   ///< guarded by mutex_; true at first: look what is due
  bool stop_ = false;  ///< guarded by mutex_
  std::shared_ptr<void> hearing_;
  std::thread thread_;
};

}  // namespace tansiq::node

#pragma once

/// A thread that does what falls due.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/base.h"

namespace tansiq::node {

/// Owns one thread. It sleeps until the next work is due, or until something may have made some; it never
/// polls. Where working fails it waits a little and goes on.
class DueWork {
 public:
  /// What was worked off at once; `next`: when the next is due.
  struct Worked {
    bool more = false;
    std::optional<base::Time> next;
  };
  using Work = std::function<base::Result<Worked>()>;
  /// Calls what it is given whenever there may be work, from any thread, until what it returns is dropped.
  using Listen = std::function<std::shared_ptr<void>(std::function<void()>)>;

  /// Starts. `work` is called by this thread alone; after it ended well, not before `rest` has passed,
  /// however often something wakes it.
  DueWork(base::Clock clock, const Listen& listen, Work work, std::chrono::milliseconds rest = {});
  /// Waits for work under way.
  ~DueWork();
  DueWork(const DueWork&) = delete;
  DueWork& operator=(const DueWork&) = delete;

 private:
  void run();

  base::Clock clock_;
  Work work_;
  std::chrono::milliseconds rest_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool rung_ = true;   ///< guarded by mutex_; true at first: look what is due
  bool stop_ = false;  ///< guarded by mutex_
  std::shared_ptr<void> hearing_;
  std::thread thread_;
};

}  // namespace tansiq::node

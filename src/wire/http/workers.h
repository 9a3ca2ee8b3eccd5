#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace tansiq::wire::http {

/// Threads for work that may block, with a bounded queue. A thread is started when work comes and no other is
/// free, up to `most`; so a node that rests has few. Of the free threads the one that worked last is taken:
/// its buffers are warm, and those of the others stay small.
class Workers {
 public:
  Workers(std::size_t most, std::size_t queue_limit) : most_(most), queue_limit_(queue_limit) {}
  ~Workers() { finish(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Queues work that does not throw; false where the queue is full.
  bool submit(std::function<void()> work);
  /// Takes no more work, does what is queued, ends the threads. May be called again.
  void finish();
  /// Queued work that no thread has taken yet.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Worker {
    std::condition_variable wake;
    bool called = false;  // guarded by mutex_
    std::thread thread;
  };

  void run(Worker& self);

  const std::size_t most_;
  const std::size_t queue_limit_;
  mutable std::mutex mutex_;
  std::deque<std::function<void()>> queue_;  // guarded by mutex_, as is all below
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Worker*> free_;  // who wait for work, the last one to work at the end
  bool stopping_ = false;
};

}  // namespace tansiq::wire::http

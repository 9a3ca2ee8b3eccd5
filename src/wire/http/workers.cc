#include "wire/http/workers.h"

#include <utility>

namespace tansiq::wire::http {

void Workers::finish() {
  std::vector<std::unique_ptr<Worker>> ending;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ending.swap(workers_);
    free_.clear();
    for (const auto& worker : ending) worker->wake.notify_one();
  }
  for (const auto& worker : ending) worker->thread.join();
}

bool Workers::submit(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || queue_.size() >= queue_limit_) return false;
  queue_.push_back(std::move(work));
  if (!free_.empty()) {
    Worker& worker = *free_.back();
    free_.pop_back();
    worker.called = true;
    worker.wake.notify_one();
  } else if (workers_.size() < most_) {
    workers_.push_back(std::make_unique<Worker>());
    Worker& worker = *workers_.back();
    worker.thread = std::thread([this, &worker] { run(worker); });
  }
  return true;
}

std::size_t Workers::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void Workers::run(Worker& self) {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.empty()) {
      if (stopping_) return;
      self.called = false;
      free_.push_back(&self);
      self.wake.wait(lock, [this, &self] { return self.called || stopping_; });
    }
    auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

}  // namespace tansiq::wire::http

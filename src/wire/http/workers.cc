#include "wire/http/workers.h"

#include <utility>

namespace tansiq::wire::http {

void Workers::finish() {
  std::vector<std::thread> ending;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ending.swap(threads_);
  }
  work_came_.notify_all();
  for (auto& thread : ending) thread.join();
}

bool Workers::submit(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_limit_) return false;
    queue_.push_back(std::move(work));
    if (queue_.size() > free_ && threads_.size() < most_) threads_.emplace_back([this] { run(); });
  }
  work_came_.notify_one();
  return true;
}

std::size_t Workers::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void Workers::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++free_;
    work_came_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    --free_;
    if (queue_.empty()) return;
    auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

}  // namespace tansiq::wire::http

#include "node/due_work.h"

#include <algorithm>

namespace tansiq::node {

namespace {

/// After a failure, and the longest sleep: the machine's clock may be set.
constexpr std::chrono::seconds pause{30};
constexpr std::chrono::hours longest_sleep{1};

}  // namespace

DueWork::DueWork(base::Clock clock, const Listen& listen, Work work, std::chrono::milliseconds rest)
    : clock_(std::move(clock)), work_(std::move(work)), rest_(rest) {
  hearing_ = listen([this] {
    const std::lock_guard lock(mutex_);
    rung_ = true;
    wake_.notify_one();
  });
  thread_ = std::thread([this] { run(); });
}

DueWork::~DueWork() {
  hearing_.reset();
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void DueWork::run() {
  std::unique_lock lock(mutex_);
  std::chrono::microseconds sleep{0};
  while (!stop_) {
    wake_.wait_for(lock, sleep, [this] { return rung_ || stop_; });
    if (stop_) return;
    rung_ = false;
    lock.unlock();
    const auto worked = work_();
    sleep = longest_sleep;
    if (!worked) {
      sleep = pause;
    } else if (worked->more) {
      sleep = std::chrono::microseconds{0};
    } else if (worked->next) {
      const auto until = std::max(*worked->next - clock_(), base::Time::duration{0});
      sleep = std::min<std::chrono::microseconds>(longest_sleep, until);
    }
    lock.lock();
    if (worked && !worked->more) wake_.wait_for(lock, rest_, [this] { return stop_; });
  }
}

}  // namespace tansiq::node

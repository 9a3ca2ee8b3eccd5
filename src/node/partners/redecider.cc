#include "node/partners/redecider.h"

#include <algorithm>

#include "node/partners/bell.h"

namespace tansiq::node {

namespace {

/// After a failure, and the longest sleep: the machine's clock may be set.
constexpr std::chrono::seconds pause{30};
constexpr std::chrono::hours longest_sleep{1};

}  // namespace

Redecider::Redecider(Node& node, Work work) : node_(node), work_(std::move(work)) {
  hearing_ = node_.bell->listen(store::own_service, [this] {
    const std::lock_guard lock(mutex_);
    rung_ = true;
    wake_.notify_one();
  });
  thread_ = std::thread([this] { run(); });
}

Redecider::~Redecider() {
  hearing_.reset();
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Redecider::run() {
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
      const auto until = std::max(*worked->next - node_.clock(), Time::duration{0});
      sleep = std::min<std::chrono::microseconds>(longest_sleep, until);
    }
    lock.lock();
  }
}

}  // namespace tansiq::node

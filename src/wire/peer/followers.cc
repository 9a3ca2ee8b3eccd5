#include "wire/peer/followers.h"

#include <set>

#include "node/partners/bell.h"
#include "node/partners/directory.h"

namespace tansiq::wire::peer {

using base::fail;
using base::Result;

namespace {
constexpr milliseconds failed_pause{1'000};
}

Followers::Followers(node::Node& node, Acts acts, FollowSettings settings)
    : node_(node), acts_(std::move(acts)), settings_(std::move(settings)), thread_([this] { run(); }) {
  hears_papers_ = node_.bell->listen(store::own_service, [this] {
    const std::lock_guard lock(mutex_);
    changed_ = true;
    woken_.notify_all();
  });
}

Followers::~Followers() {
  hears_papers_.reset();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    woken_.notify_all();
  }
  thread_.join();
}

void Followers::run() {
  bool failed = false;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const auto called = [this] { return changed_ || stopping_; };
      if (failed) {
        woken_.wait_for(lock, failed_pause, called);
      } else {
        woken_.wait(lock, called);
      }
      if (stopping_) break;
      changed_ = false;
    }
    failed = !adjust();
  }
  for (const auto& [partner, follower] : followers_) follower->stop();
  followers_.clear();
}

Result<> Followers::adjust() {
  const auto reader = node_.store.read();
  if (!reader) return fail(reader);
  const auto directory = node_.directories->of(**reader);
  if (!directory) return fail(directory);
  std::set<store::ServiceNumber> wanted;
  if ((*directory)->has_identity()) {
    for (const auto* peer : (*directory)->partners())
      if (!peer->is_reader()) wanted.insert(peer->number());
  }
  std::erase_if(followers_, [&](const auto& entry) { return !wanted.contains(entry.first); });
  for (const auto& [partner, follower] : followers_) follower->look_again();
  for (const auto partner : wanted) {
    auto& follower = followers_[partner];
    if (!follower) follower = std::make_unique<Follower>(node_, acts_, settings_, partner);
  }
  return {};
}

}  // namespace tansiq::wire::peer

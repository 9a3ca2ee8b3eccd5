#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "node/node.h"
#include "wire/peer/follower.h"

namespace tansiq::wire::peer {

/// Follows every partner that has a card, each on its own thread, and goes with the directory: who is added
/// is followed, who is removed is left. Suspended partners are followed too: their statements and recalls
/// count. How it stands is kept in node::Pairs. Stops when destroyed.
class Followers {
 public:
  /// The node must outlive it.
  Followers(node::Node& node, Acts acts, FollowSettings settings);
  ~Followers();
  Followers(const Followers&) = delete;
  Followers& operator=(const Followers&) = delete;

 private:
  void run();
  base::Result<> adjust();

  node::Node& node_;
  const Acts acts_;
  const FollowSettings settings_;

  std::mutex mutex_;
  std::condition_variable woken_;
  bool changed_ = true;                                                  // guarded by mutex_
  bool stopping_ = false;                                                // guarded by mutex_
  std::map<store::ServiceNumber, std::unique_ptr<Follower>> followers_;  // the thread's own
  std::thread thread_;
  std::shared_ptr<void> hears_papers_;  // first to go
};

}  // namespace tansiq::wire::peer

#pragma once

/// Wakes whoever serves an outbox when it has grown.

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "store/service.h"

namespace tansiq::node {

/// Rung after a commit, never before it. Safe from any thread.
class Bell {
 public:
  /// Called on the ringing thread; must return at once and must not call the bell.
  using Wake = std::function<void()>;

  /// Hears every ring for one service from now on until what is returned is dropped: after that `wake` is
  /// called no more, not even by a ring under way.
  [[nodiscard]] std::shared_ptr<void> listen(store::ServiceNumber service, Wake wake);

  /// Something was put into the outbox to this service.
  void ring(store::ServiceNumber service);
  /// Papers changed: anything may be different.
  void ring_all();

 private:
  class Hearing;

  std::mutex mutex_;
  std::multimap<store::ServiceNumber, Hearing*> hearings_;
};

}  // namespace tansiq::node

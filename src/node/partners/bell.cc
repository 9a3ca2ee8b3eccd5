#include "node/partners/bell.h"

namespace tansiq::node {

/// Takes itself out of the list when it is dropped. The bell must outlive it.
class Bell::Hearing {
 public:
  Hearing(Bell& bell, store::ServiceNumber service, Wake wake) : bell_(bell), wake_(std::move(wake)) {
    const std::lock_guard lock(bell_.mutex_);
    place_ = bell_.hearings_.emplace(service, this);
  }
  ~Hearing() {
    const std::lock_guard lock(bell_.mutex_);
    bell_.hearings_.erase(place_);
  }
  Hearing(const Hearing&) = delete;
  Hearing& operator=(const Hearing&) = delete;

  void wake() const { wake_(); }

 private:
  Bell& bell_;
  Wake wake_;
  std::multimap<store::ServiceNumber, Hearing*>::iterator place_;
};

std::shared_ptr<void> Bell::listen(store::ServiceNumber service, Wake wake) {
  return std::make_shared<Hearing>(*this, service, std::move(wake));
}

void Bell::ring(store::ServiceNumber service) {
  const std::lock_guard lock(mutex_);
  const auto [begin, end] = hearings_.equal_range(service);
  for (auto it = begin; it != end; ++it) it->second->wake();
}

void Bell::ring_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& [service, hearing] : hearings_) hearing->wake();
}

}  // namespace tansiq::node

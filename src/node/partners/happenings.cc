#include "node/partners/happenings.h"

#include <algorithm>
#include <array>

namespace tansiq::node {

std::string_view name_of(Happening::What what) {
  static constexpr std::array<std::string_view, 13> names = {
      "released", "delivered", "refused",      "opened", "purged",   "received", "fault",
      "cleared",  "connected", "disconnected", "asked",  "answered", "watched"};
  return names[static_cast<std::size_t>(what)];
}

void Happenings::say(Happening happening) {
  const std::lock_guard lock(mutex_);
  happening.number = ++newest_;
  happening.time = clock_();
  kept_.push_back(std::move(happening));
  if (kept_.size() > most_kept) kept_.pop_front();
  for (const auto& wake : listeners_) wake();
}

std::vector<Happening> Happenings::after(std::uint64_t number, std::size_t most) const {
  const std::lock_guard lock(mutex_);
  std::vector<Happening> found;
  if (kept_.empty() || number >= newest_) return found;
  const auto oldest = kept_.front().number;
  const auto begin = number < oldest ? std::size_t{0} : static_cast<std::size_t>(number - oldest + 1);
  const auto count = std::min(most, kept_.size() - begin);
  found.assign(kept_.begin() + static_cast<std::ptrdiff_t>(begin),
               kept_.begin() + static_cast<std::ptrdiff_t>(begin + count));
  return found;
}

std::uint64_t Happenings::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

std::shared_ptr<void> Happenings::listen(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  const auto place = listeners_.insert(listeners_.end(), std::move(wake));
  return {static_cast<void*>(&*place), [this, place](void*) {
            const std::lock_guard dropping(mutex_);
            listeners_.erase(place);
          }};
}

}  // namespace tansiq::node

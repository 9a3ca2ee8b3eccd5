#include "followers.h"

#include <fmt/format.h>
#include <poll.h>

namespace tansiq::demo {
namespace {

/// What `tansiq follow` says first, when nothing can be missed any more.
constexpr std::string_view listening = "following";

}  // namespace

std::vector<std::string> Cell::session_of(std::size_t city) const {
  return {fmt::format("TANSIQ_HOME={}/{}/session", folder, cities[city])};
}

base::Result<Followers> Followers::start(const Cell& cell) {
  Followers followers;
  for (std::size_t city = 0; city < cell.cities.size(); ++city) {
    auto child = Child::start({cell.tansiq, "follow", "--json"}, cell.session_of(city));
    if (!child) return base::fail(child);
    followers.children_.push_back(std::move(*child));
  }
  for (std::size_t city = 0; city < cell.cities.size(); ++city) {
    bool listens = false;
    while (!listens) {
      const bool open = followers.children_[city].read([&](std::string_view line) {
        const auto event = read_event(city, line);
        listens = listens || (event && event->what == listening);
      });
      if (!open) return base::fail(base::Fault::unavailable, "cannot be followed", cell.cities[city]);
    }
  }
  return followers;
}

bool Followers::wait(std::chrono::milliseconds patience, const std::function<void(const Event&)>& take,
                     int also) {
  std::vector<pollfd> waited;
  for (const auto& child : children_) waited.push_back({child.descriptor(), POLLIN, 0});
  if (also >= 0) waited.push_back({also, POLLIN, 0});
  if (::poll(waited.data(), waited.size(), static_cast<int>(patience.count())) <= 0) return true;
  for (std::size_t city = 0; city < children_.size(); ++city) {
    if (waited[city].revents == 0) continue;
    const bool open = children_[city].read([&](std::string_view line) {
      if (const auto event = read_event(city, line)) take(*event);
    });
    if (!open) return false;
  }
  return true;
}

}  // namespace tansiq::demo

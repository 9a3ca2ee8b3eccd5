#include "figures.h"

#include <algorithm>

namespace tansiq::demo {
namespace {

double milliseconds(base::Time from, base::Time to) {
  return static_cast<double>((to - from).count()) / 1000;
}

std::optional<Spread> spread_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const auto at = [&](std::size_t percent) {
    return values[std::min(values.size() - 1, values.size() * percent / 100)];
  };
  return Spread{at(50), at(99)};
}

}  // namespace

Figures::Figures(std::vector<std::string> cities, std::size_t origin)
    : cities_(std::move(cities)), origin_(origin), flows_(cities_.size()) {}

std::optional<std::size_t> Figures::city_named(const std::string& label) const {
  const auto found = std::find(cities_.begin(), cities_.end(), label);
  if (found == cities_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - cities_.begin());
}

/// Two nodes tell of one release, and their lines may come in either order.
void Figures::match(Flow& flow, const Event& event) {
  for (auto number = event.from; number <= event.to; ++number)
    if (const auto found = flow.released.find(number); found != flow.released.end())
      flow.durable_ms.push_back(milliseconds(found->second, event.time));
}

void Figures::take(const Event& event) {
  if (event.city != origin_) {
    const bool is_from_origin = event.what == "received" && event.partner == cities_[origin_];
    if (!is_from_origin) return;
    auto& flow = flows_[event.city];
    if (flow.released.contains(event.to)) {
      match(flow, event);
    } else {
      flow.early.push_back(event);
    }
    return;
  }
  const auto city = city_named(event.partner);
  if (!city) return;
  auto& flow = flows_[*city];
  if (event.what == "released" && event.kind != "receipt") {
    if (!first_) first_ = event.time;
    for (auto number = event.from; number <= event.to; ++number) {
      flow.released.emplace(number, event.time);
      // One node's threads say what they did in no order: its receipt may have been told of already.
      if (number <= flow.delivered_to) ++flow.delivered;
      flow.is_record.emplace(number, event.kind == "record");
    }
    auto early = std::move(flow.early);
    flow.early.clear();
    for (const auto& before : early) {
      if (flow.released.contains(before.to)) {
        match(flow, before);
      } else {
        flow.early.push_back(before);
      }
    }
  } else if (event.what == "delivered") {
    for (auto number = std::max(event.from, flow.delivered_to + 1); number <= event.to; ++number) {
      const auto found = flow.released.find(number);
      if (found == flow.released.end()) continue;
      ++flow.delivered;
      flow.receipt_ms.push_back(milliseconds(found->second, event.time));
    }
    flow.delivered_to = std::max(flow.delivered_to, event.to);
    last_ = event.time;
  } else if (event.what == "refused") {
    flow.refused += event.count;
  }
}

Figures::Partner Figures::partner(std::size_t city) const {
  const auto& flow = flows_[city];
  Partner partner;
  for (const auto& [number, is_record] : flow.is_record) ++(is_record ? partner.records : partner.other);
  partner.delivered = flow.delivered;
  partner.refused = flow.refused;
  partner.durable = spread_of(flow.durable_ms);
  partner.receipt = spread_of(flow.receipt_ms);
  return partner;
}

bool Figures::complete() const {
  return std::all_of(flows_.begin(), flows_.end(),
                     [](const Flow& flow) { return flow.delivered == flow.released.size(); });
}

std::uint64_t Figures::releases() const {
  std::uint64_t sum = 0;
  for (const auto& flow : flows_) sum += flow.released.size();
  return sum;
}

std::uint64_t Figures::receipts() const {
  std::uint64_t sum = 0;
  for (const auto& flow : flows_) sum += flow.delivered;
  return sum;
}

double Figures::per_second() const {
  if (!first_ || !last_ || *last_ <= *first_) return 0;
  return static_cast<double>(receipts()) * 1000 / milliseconds(*first_, *last_);
}

}  // namespace tansiq::demo

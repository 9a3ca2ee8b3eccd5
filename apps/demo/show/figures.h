#pragma once

/// What the exchange did, in figures: from the events of all nodes of the cell. Pure.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "event.h"

namespace tansiq::demo {

/// Middle and 99th percentile of some milliseconds; nothing where there are none.
struct Spread {
  double p50 = 0, p99 = 0;
};

class Figures {
 public:
  /// `origin`: the city whose releases are followed, as the others' events name it.
  Figures(std::vector<std::string> cities, std::size_t origin);

  void take(const Event& event);

  /// How it stands with one partner of the origin.
  struct Partner {
    std::uint64_t records = 0;    ///< released to it
    std::uint64_t other = 0;      ///< activities and the like
    std::uint64_t delivered = 0;  ///< releases whose receipt is there
    std::uint64_t refused = 0;
    std::optional<Spread> durable;  ///< from the commit of the release to that of the partner, milliseconds
    std::optional<Spread> receipt;  ///< and to the receipt at the origin
  };
  [[nodiscard]] Partner partner(std::size_t city) const;

  /// Whether every release to everybody has its receipt.
  [[nodiscard]] bool complete() const;
  /// Releases per second between the first release and the last receipt.
  [[nodiscard]] double per_second() const;
  [[nodiscard]] std::uint64_t releases() const;
  [[nodiscard]] std::uint64_t receipts() const;

 private:
  struct Flow {
    std::map<std::uint64_t, base::Time> released;  ///< by number
    std::map<std::uint64_t, bool> is_record;
    std::vector<double> durable_ms, receipt_ms;
    std::uint64_t received_to = 0;
    std::vector<Event> early;  ///< received before the origin's own event was read
    std::uint64_t delivered_to = 0, delivered = 0, refused = 0;
  };
  [[nodiscard]] std::optional<std::size_t> city_named(const std::string& label) const;
  static void match(Flow& flow, const Event& event);

  std::vector<std::string> cities_;
  std::size_t origin_;
  std::vector<Flow> flows_;  ///< by city
  std::optional<base::Time> first_, last_;
};

}  // namespace tansiq::demo

#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "node/acts/status.h"
#include "wire/http/http.h"
#include "wire/route.h"

namespace tansiq::wire {

/// Counts what the routes answered, and writes it with everything else of interest as Prometheus reads it
/// (text format 0.0.4). No label holds anything that a client sent. Safe from any thread.
class Metrics {
 public:
  /// Takes the routes to be counted apart; what finds none of them is counted under an empty pattern.
  explicit Metrics(const std::vector<Group>& groups);

  /// Adds one answer. `route` is nothing where none matched.
  void add(const Route* route, int status, double seconds);

  /// Writes all of it.
  [[nodiscard]] std::string text(const http::Counts& http, const node::acts::Status& status) const;

 private:
  /// Upper bounds of the histogram of durations, in seconds.
  static constexpr std::array<double, 14> bounds = {0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02,
                                                    0.05,   0.1,    0.2,   0.5,   1,     2,    5};
  struct Line {
    std::string labels;
    mutable std::mutex mutex;
    std::map<int, std::uint64_t> by_status;  // guarded by mutex, as are the next three
    std::array<std::uint64_t, bounds.size() + 1> by_bound{};
    double seconds = 0;
    std::uint64_t count = 0;
  };

  std::vector<std::unique_ptr<Line>> lines_;
  std::map<const Route*, Line*> line_of_;
};

/// The same for the port of partners: connections, handshakes, streams.
std::string exchange_figures(const http::Counts& counts);

}  // namespace tansiq::wire

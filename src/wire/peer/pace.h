#pragma once

/// How long a follower waits, as values: no clock stands here.

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace tansiq::wire::peer {

using std::chrono::milliseconds;

/// The pause before the next try: a tenth of a second, doubled with each failure up to half a minute, of
/// which a random half is left out, so that partners that lost a node together do not come back together.
class Backoff {
 public:
  static constexpr milliseconds first{100};
  static constexpr milliseconds longest{30'000};

  /// Counts a failure and says how long to wait; never less than `least`, which the partner asked for.
  /// `random` is uniform over its range.
  milliseconds next(std::uint32_t random, milliseconds least = {}) {
    const milliseconds half = bound_ / 2;
    const auto part = static_cast<double>(random) / 4294967296.0 * static_cast<double>(half.count() + 1);
    bound_ = std::min(bound_ * 2, longest);
    return std::max(least, half + milliseconds(static_cast<std::int64_t>(part)));
  }

  /// Something good came.
  void reset() { bound_ = first; }

 private:
  milliseconds bound_ = first;
};

/// When a stream has been silent for too long. Whole things count, not bytes: who sends a byte a second sends
/// nothing. What is large gets the time that it takes at a slow but honest pace.
struct Silence {
  milliseconds most{30'000};
  std::size_t least_bytes_per_second = 16 * 1024;

  /// `since`: time since the last complete thing; `held_bytes`: what is held of the next one.
  [[nodiscard]] bool is_too_long(milliseconds since, std::size_t held_bytes) const {
    return since > most + milliseconds(held_bytes * 1000 / least_bytes_per_second);
  }
};

/// Bounds how often a partner may make this node verify a signature for nothing: heads that bring no
/// envelopes, in any one second.
class HeadBudget {
 public:
  static constexpr std::size_t most_a_second = 50;

  /// Counts a head at `now` (any steady clock); false where there were too many.
  bool spend(milliseconds now) {
    if (now - second_ >= milliseconds(1000)) {
      second_ = now;
      spent_ = 0;
    }
    return ++spent_ <= most_a_second;
  }

 private:
  milliseconds second_{0};
  std::size_t spent_ = 0;
};

}  // namespace tansiq::wire::peer

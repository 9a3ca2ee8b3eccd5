#pragma once

/// How it stands with each partner right now, as this process sees it: kept in memory only, for those who
/// watch over the node.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/base.h"
#include "store/service.h"

namespace tansiq::node {

/// What this node hears of a partner's outbox.
struct Hearing {
  std::optional<base::Time> connected_since;  ///< nothing: not connected
  std::optional<base::Time> last_heard;       ///< the last good head, by this node's clock
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;     ///< the last envelope that is held
  std::uint64_t announced = 0;  ///< the last that the partner says it has
  /// How far the partner's clock is ahead of this node's, measured on the last heartbeat; what the way took
  /// is in it.
  std::optional<std::chrono::microseconds> skew;
  std::string trouble;  ///< what is wrong at present, in words for an officer; empty: nothing
  std::optional<base::Time> trouble_since;

  [[nodiscard]] std::uint64_t behind() const { return announced > number ? announced - number : 0; }
};

/// What a partner hears of this node's outbox to it.
struct Telling {
  std::optional<base::Time> connected_since;  ///< nothing: it holds no stream
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;  ///< the last envelope that was written to it; what it holds, its receipts say
};

struct Pair {
  Hearing hearing;
  Telling telling;
  std::optional<base::Time> head_kept = {};  ///< when a head of the partner's was kept last
  /// The first envelope to it that brings something of a thread and about which it stated nothing yet.
  std::optional<std::uint64_t> awaited = {};
};

/// Safe from any thread.
class Pairs {
 public:
  [[nodiscard]] std::map<store::ServiceNumber, Pair> all() const;
  [[nodiscard]] Pair of(store::ServiceNumber partner) const;
  /// `change` runs under the lock and must be short.
  void change(store::ServiceNumber partner, const std::function<void(Pair&)>& change);

 private:
  mutable std::mutex mutex_;
  std::map<store::ServiceNumber, Pair> pairs_;  ///< guarded by mutex_
};

}  // namespace tansiq::node

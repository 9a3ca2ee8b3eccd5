#pragma once

/// What just happened between this node and its partners, for whoever watches live. Kept in memory and
/// bounded: the journal is the record, this is the window.

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "exchange/envelope.h"

namespace tansiq::node {

/// One thing that happened, once it was durable. Holds no content and no id of a record.
struct Happening {
  enum class What {
    released,      ///< put into the outbox to the partner: numbers `from` to `to`
    delivered,     ///< the partner states that it holds them; `latency` since the last of them was released
    refused,       ///< the partner did not take `count` of them; `detail`: its first word why
    opened,        ///< somebody of the partner's has seen `count` of them
    purged,        ///< the partner states that `count` of them are gone
    received,      ///< the partner's envelopes `from` to `to` are held here
    fault,         ///< the pair has a fault; `detail`: its word
    cleared,       ///< and has it no more
    connected,     ///< this node hears the partner
    disconnected,  ///< and hears it no more; `detail`: why
    asked,         ///< the partner asks whether it may pass on what it got from here
    answered,      ///< the partner says whether this node may; `detail`: permitted or refused
    watched,       ///< a watch rule found something in a record of the partner's; `detail`: the rule
  };
  What what = What::released;
  std::string partner;  ///< this node's label for it
  /// Of released and received: what the envelopes are; one happening for each run of one kind.
  exchange::Kind kind = exchange::Kind::record;
  std::uint64_t epoch = 0;  ///< of the outbox that the numbers are of; 0: there are none
  std::uint64_t from = 0, to = 0;
  std::uint64_t count = 0;
  std::chrono::microseconds latency{0};
  std::string detail = {};

  std::uint64_t number = 0;  ///< given by Happenings: 1, 2, 3, ...
  base::Time time = {};      ///< given by Happenings
};

std::string_view name_of(Happening::What what);

/// The newest happenings. Safe from any thread.
class Happenings {
 public:
  static constexpr std::size_t most_kept = 10'000;

  explicit Happenings(base::Clock clock) : clock_(std::move(clock)) {}

  /// Adds one with the next number and the present time. Call it after the commit.
  void say(Happening happening);

  /// Those behind a number, oldest first. Where older ones are no longer kept, it begins with the oldest that
  /// is: the numbers show the gap.
  [[nodiscard]] std::vector<Happening> after(std::uint64_t number, std::size_t most) const;
  [[nodiscard]] std::uint64_t newest() const;

  /// Calls `wake` after each from now on until what is returned is dropped; it must return at once.
  [[nodiscard]] std::shared_ptr<void> listen(std::function<void()> wake);

 private:
  base::Clock clock_;
  mutable std::mutex mutex_;
  std::deque<Happening> kept_;
  std::uint64_t newest_ = 0;
  std::list<std::function<void()>> listeners_;
};

}  // namespace tansiq::node

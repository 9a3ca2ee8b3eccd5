#pragma once

/// A partner's stream: its outbox from where it stands, heads, heartbeats, newer cards.

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>

#include "node/node.h"
#include "node/partners/feed.h"
#include "wire/http/http.h"

namespace tansiq::wire::peer {

/// Which stream of each partner is the newest: it alone goes on, since a partner that lost its connection
/// comes back before this node knows. Safe from any thread.
class Newest {
 public:
  /// A number for a new stream of this partner, which is now the newest.
  std::uint64_t enter(store::ServiceNumber partner);
  [[nodiscard]] bool is(store::ServiceNumber partner, std::uint64_t stream) const;

 private:
  mutable std::mutex mutex_;
  std::uint64_t last_ = 0;                                    // guarded by mutex_
  std::map<store::ServiceNumber, std::uint64_t> of_partner_;  // guarded by mutex_
};

/// What a partner asks for when it opens its stream.
struct Opening {
  store::ServiceNumber partner = store::own_service;
  base::Digest key{};  ///< with which it showed who it is
  node::Heard heard;
  std::uint64_t card = 0;  ///< the newest of this node's cards that it holds; 0: it did not say
};

class OutboxStream final : public http::Stream {
 public:
  OutboxStream(node::Node& node, std::shared_ptr<Newest> newest, const Opening& opening,
               std::uint32_t heartbeat_ms);
  ~OutboxStream() override;

  base::Result<http::Portion> next(bool rested) override;
  void listen(std::function<void()> wake) override;
  [[nodiscard]] std::uint32_t rest_ms() const override { return heartbeat_ms_; }

 private:
  using Instant = std::chrono::steady_clock::time_point;

  base::Result<> check(bool papers_changed);
  base::Result<std::string> new_cards();

  node::Node& node_;
  const std::shared_ptr<Newest> newest_;
  const std::uint64_t stream_;
  const Opening opening_;
  const std::uint32_t heartbeat_ms_;

  // Used by next() alone, which never runs twice at once.
  node::Heard heard_;
  node::BatchLimits
      limits_;  // small at first: over a line that is cut again and again, something gets through
  std::uint64_t told_card_;
  std::optional<Instant> last_said_;

  std::atomic<bool> papers_changed_{true};
  // Dropped first, and in listen()'s order backwards: then nobody calls.
  std::shared_ptr<void> hears_papers_, hears_outbox_;
};

}  // namespace tansiq::wire::peer

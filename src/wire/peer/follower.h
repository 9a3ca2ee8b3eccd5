#pragma once

/// Follows one partner: holds its stream open, hands what it brings to the acts, and comes back after every
/// failure.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>

#include "exchange/inbox.h"
#include "node/acts/receive.h"
#include "node/node.h"
#include "node/partners/feed.h"
#include "wire/peer/incoming.h"
#include "wire/peer/link.h"
#include "wire/peer/pace.h"

namespace tansiq::wire::peer {

/// What is done with what a partner sends. Each runs on that partner's thread and may block there.
struct Acts {
  /// node::acts::receive
  std::function<base::Result<node::acts::Reception>(store::ServiceNumber partner, std::string_view head,
                                                    std::span<const std::string_view> envelopes)>
      receive;
  /// Takes newer cards and revocations of the partner; true where what is held of it went back by that, so
  /// that it must be asked again.
  std::function<base::Result<bool>(store::ServiceNumber partner, std::span<const std::string> cards)>
      take_cards;
  /// Takes back what the partner holds of an epoch that this node lost: node::acts::take_back
  std::function<base::Result<>(store::ServiceNumber partner, std::string_view head,
                               std::span<const std::string> envelopes)>
      take_back;
};

/// The node's own acts.
Acts acts_of(node::Node& node);

struct FollowSettings {
  std::string certificate_file, key_file;  ///< shown to partners
  Silence silence;
  /// Told when something goes wrong with a partner, or another thing; once, not at each try.
  std::function<void(const std::string& partner, const std::string& trouble)> report = {};
};

/// One partner's thread. Stops when destroyed, at once where it waits for the partner, after the commit where
/// an act runs.
class Follower {
 public:
  Follower(node::Node& node, const Acts& acts, const FollowSettings& settings, store::ServiceNumber partner);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  /// Papers changed: the partner may have moved, or an officer may have cleared it. From any thread.
  void look_again();
  /// Begins to end it; the destructor waits. From any thread.
  void stop();

 private:
  using Instant = std::chrono::steady_clock::time_point;

  /// Why a stream was left, and what is to be done next.
  enum class Next { again, at_once, fetch_cards, wait_for_officer, wait_for_update };

  /// Where to connect and from where on.
  struct Plan {
    Target target;
    std::string label;
    std::uint64_t card = 0, epoch = 0, number = 0;
    bool held = false;
    std::optional<node::Heard> lost;  ///< the end of the own outbox in an epoch that is to be taken back
  };

  void run();
  Next once();
  void pause(Next next);
  base::Result<Plan> plan();
  base::Result<> connect(const Target& target);

  Next follow(const Plan& plan);
  std::optional<Next> hear(IncomingReader& reader);
  std::optional<Next> take(const Incoming& batch);
  std::optional<Next> take_cards(const Incoming& piece);
  std::optional<Next> judge(const exchange::Finding& fault, bool was_merged);
  base::Result<> fetch_cards();
  std::optional<Next> take_back(const node::Heard& lost);
  base::Result<> fetch_lost(const node::Heard& lost, std::string& head, std::vector<std::string>& envelopes);

  void rest(milliseconds most);
  void note_trouble(std::string text);
  void note_connected(bool connected);
  void note(const node::acts::Reception& reception, bool heartbeat);
  [[nodiscard]] milliseconds steady_now() const;

  node::Node& node_;
  const Acts& acts_;
  const FollowSettings& settings_;
  const store::ServiceNumber partner_;

  // The thread's own.
  std::string label_;
  std::string trouble_;  // as it was told last
  Backoff backoff_;
  HeadBudget heads_;
  bool merges_ = true;  // after a fault, until a heartbeat, one batch at a time: the good ones are taken
  Instant connected_, last_complete_;
  milliseconds asked_to_wait_{0};
  std::uint64_t asked_epoch_ = 0;  // of the stream under way; 0: whichever is served

  std::atomic<bool> stopping_{false}, changed_{false};
  std::mutex mutex_;
  std::condition_variable woken_;
  std::unique_ptr<Link> link_;  // replaced under mutex_ by the thread, which alone uses it but for wake()
  std::thread thread_;          // last: it uses all the rest
};

}  // namespace tansiq::wire::peer

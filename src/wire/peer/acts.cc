#include "node/acts/receive.h"
#include "node/acts/take_back.h"
#include "node/acts/take_cards.h"
#include "wire/peer/follower.h"

namespace tansiq::wire::peer {

Acts acts_of(node::Node& node) {
  Acts acts;
  acts.receive = [&node](store::ServiceNumber partner, std::string_view head,
                         std::span<const std::string_view> envelopes) {
    return node::acts::receive(node, partner, head, envelopes);
  };
  acts.take_cards = [&node](store::ServiceNumber partner,
                            std::span<const std::string> cards) -> base::Result<bool> {
    const auto taken = node::acts::take_cards(node, partner, cards);
    if (!taken) return base::fail(taken);
    return taken->cut;
  };
  acts.take_back = [&node](store::ServiceNumber partner, std::string_view head,
                           std::span<const std::string> envelopes) -> base::Result<> {
    const auto taken = node::acts::take_back(node, partner, head, envelopes);
    return taken ? base::Result<>() : base::fail(taken);
  };
  return acts;
}

}  // namespace tansiq::wire::peer

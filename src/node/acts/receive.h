#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "exchange/inbox.h"
#include "node/node.h"
#include "store/service.h"

namespace tansiq::node::acts {

/// What came of a batch that a partner sent.
struct Reception {
  std::size_t taken = 0;                   ///< envelopes that are durably held now
  std::size_t refused = 0;                 ///< of these, whose content was not taken
  std::optional<exchange::Finding> fault;  ///< then nothing was taken; shown until it passes or is cleared
  std::uint64_t epoch = 0;                 ///< where the inbox stands now
  std::uint64_t number = 0;
  std::uint64_t announced = 0;  ///< how far the partner says its outbox goes
  Time head_time = {};          ///< by the partner's clock, of the head that came
};

/// Takes what a partner's outbox brought: envelopes and the head behind them, exactly as they came, or a head
/// alone (a heartbeat). All of it is checked (exchange::receive) and, where it holds, stored in one commit
/// together with what follows from it and the statement `delivered`; when this returns it is durable. A
/// heartbeat that says nothing new writes nothing. One call at a time for each partner. What is wrong with
/// the batch is `fault`, not an error. Fault::not_found: no such partner.
Result<Reception> receive(Node& node, store::ServiceNumber partner, std::string_view head,
                          std::span<const std::string_view> envelopes);

}  // namespace tansiq::node::acts

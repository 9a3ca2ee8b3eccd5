#pragma once

/// Documents about cells: taking what partners send, telling members and observers what changed. All of it
/// inside a write.

#include <string>
#include <string_view>

#include "node/node.h"
#include "node/partners/directory.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

/// Takes the copy of an envelope of kind `cell`: a version, an acceptance, a vote or a seat. Gives the word
/// with which its content is refused (receipt.h), or nothing where it was taken. What changes who is who is
/// in outgoing.directory() when this returns.
///
/// - A first version that names this service is a cell that an officer may accept. A second version under one
///   number freezes the cell; both go on to all members, so that nobody acts on one of them.
/// - What comes before the version or card that it stands on waits, within limits, and is taken later.
/// - A version that lacks votes is kept as the proposal of its signer. Where this service asked for a vote
/// and
///   the last one needed came, its version is signed and sent out.
Result<std::string> take_cell_document(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                                       const Peer& sender, std::string_view text, std::int64_t act);

/// Takes again what waited, after cards or partners were added.
Result<> take_waiting(store::Transaction& transaction, Outgoing& outgoing, Node& node, std::int64_t act);

/// Adds the own next version of a cell (or its first), signed already, to the papers, and tells everybody
/// whom it concerns. Errors as of CellChain::extend.
Result<> add_cell_version(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                          std::string_view text, std::int64_t act);

/// Adds the own word about membership and tells those who count it.
Result<> add_acceptance(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                        const exchange::Document& acceptance, std::int64_t act);

/// Keeps a version that waits for votes as the own proposal and sends it to the members.
Result<> add_proposal(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                      const exchange::SignedCellVersion& proposal, std::int64_t act);

/// Votes for the proposal of a service: sends the vote to it, or counts it where it is the own one. Says
/// whether the version has come into force here by it.
Result<bool> add_vote(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                      const exchange::CellId& cell, const exchange::ServiceId& proposer,
                      const exchange::Document& vote, std::int64_t act);

/// Sends a partner all that it may see of the cells in which it has a seat: after it was added or resumed.
Result<> tell_cells(store::Transaction& transaction, Outgoing& outgoing, Node& node, const Peer& partner,
                    std::int64_t act);

/// Queues a new decision about all that partners hold, one each.
Result<> queue_for_all(Outgoing& outgoing, Time now, std::string_view cause);

}  // namespace tansiq::node

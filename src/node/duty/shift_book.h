#pragma once

/// Who is on duty, as papers: shift changes in force, signed by this node for the officers who said so, and
/// hand-overs that nobody has taken yet.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/shift.h"
#include "node/node.h"
#include "node/partners/directory.h"

namespace tansiq::node {

/// The post that is meant where nobody names one.
inline constexpr std::string_view usual_post = "duty desk";

/// How long a hand-over waits for who comes; after it, it must be said anew.
inline constexpr std::chrono::hours longest_offer{1};

/// Every change in force, of one post or (empty) of all. Fault::internal where one does not read back.
Result<std::vector<desk::ShiftChange>> shift_changes(store::Reader& reader, std::string_view post);

/// Hand-overs that wait at `now` for who comes, of one post or (empty) of all.
Result<std::vector<desk::ShiftChange>> offered_shifts(store::Reader& reader, std::string_view post, Time now);

/// Keeps a change in force and ends what was offered at its post. Signs it; Fault::not_found where the node
/// has no key to sign with.
Result<> keep_shift(Node& node, store::Transaction& transaction, const Directory& directory,
                    const desk::ShiftChange& change, std::int64_t act);

/// Keeps a hand-over until who comes takes it, in the place of one that waited at this post.
Result<> keep_offer(store::Transaction& transaction, const desk::ShiftChange& offer, std::int64_t act);

/// What a shift ends with: the threads that are not closed, as this service sees them, the newest first and
/// no more than a hand-over may hold (desk::most_open_threads).
Result<std::vector<desk::OpenThread>> threads_to_hand_over(Node& node, store::Reader& reader,
                                                           const Directory& directory);

/// The identity of this service. Fault::not_found where the node has no card.
Result<desk::Service> own_identity(const Directory& directory);

}  // namespace tansiq::node

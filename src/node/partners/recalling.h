#pragma once

/// Asking back what was released: what the acts that recall, erase and decide anew share inside a write.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

/// What is asked back of an object of this service, and how.
struct RecallOrder {
  exchange::Recall::Action action = exchange::Recall::Action::purge;
  std::string id;
  std::vector<std::string> versions;  ///< empty: every version, also those that come late
  std::string replacement;            ///< the right version; of Action::replace only
  std::string reason;                 ///< the holder's people read it; may be empty
  Time deadline;                      ///< after it the silent stand as overdue
  /// Only from this partner, where others may keep it. Nothing: from everybody who holds it.
  std::optional<store::ServiceNumber> recipient = std::nullopt;
  /// Whether `recipient` has it from another holder, with this node's permission: then it is asked though
  /// nothing of it was released to it.
  bool got_onward = false;
};

/// What a recall reached.
struct Recalling {
  std::vector<store::ServiceNumber> holders;  ///< to whom it went, ascending; none: nobody holds it
  std::size_t releases = 0;                   ///< that stand as `recalled` now
};

/// How long a holder has where nobody said otherwise.
inline constexpr std::chrono::hours usual_deadline{72};

/// Signs the order and puts it into the outbox of everybody who was ever given a covered version and has not
/// stated `purged` (suspended partners included); their releases stand as `recalled`, with the deadline as
/// the reason (deadline_of). Signs nothing where nobody holds any. Fault::invalid where the order cannot be
/// said, Fault::not_found where this node has no key to sign with.
Result<Recalling> send_recall(store::Transaction& transaction, Outgoing& outgoing, const RecallOrder& order,
                              std::int64_t act);

/// Passes another originator's recall on, unchanged, to everybody to whom this node passed a covered version.
Result<Recalling> pass_recall_on(store::Transaction& transaction, Outgoing& outgoing,
                                 const exchange::SignedRecall& recall, std::int64_t act);

/// Sends a recall that was lost and came back to one partner that was given a covered version, unchanged.
Result<Recalling> send_again(store::Transaction& transaction, Outgoing& outgoing,
                             const exchange::SignedRecall& recall, store::ServiceNumber partner,
                             std::int64_t act);

/// Lets what a recall covers at one partner, which has the recall, stand as recalled.
Result<Recalling> mark_recalled(store::Transaction& transaction, const exchange::Recall& recall,
                                store::ServiceNumber partner);

/// The releases whose content this node still keeps and that a recall covers: what goes with it, whoever
/// holds what they brought.
Result<std::vector<store::EnvelopeName>> kept_releases(store::Reader& reader, const exchange::Recall& recall);

/// What has become of a release at `now`: a recall that was not answered by its deadline is `overdue`.
exchange::Fate fate_at(exchange::Fate fate, std::string_view reason, Time now);

/// The deadline of a release that stands as `recalled`.
std::optional<Time> deadline_of(const store::ReleaseView& release);

/// Whose record a release carries: the originator that its envelope names.
Result<exchange::ServiceId> originator_of(const store::ReleaseView& release);

}  // namespace tansiq::node

#pragma once

/// What is wrong between this node and one partner, as papers that officers see: noted when it happens,
/// counted when it comes again, gone when it passes by itself or an officer cleared it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/inbox.h"
#include "node/node.h"

namespace tansiq::node {

/// Words beside those of exchange::InboxFault.
namespace pair_fault {
/// The partner stated something that cannot be true of this node's outbox; it counts for nothing.
inline constexpr std::string_view false_receipt = "false-receipt";
/// What the partner asked back could not be removed yet.
inline constexpr std::string_view order_waits = "order-waits";
/// This node was restored, and what the partner holds of the time since the backup is not taken back yet: the
/// partner is served nothing until then, or until an administrator clears it.
inline constexpr std::string_view restored = "restored";
/// Its cards: two histories, one that does not hold, a revocation that does not hold or took the inbox back.
inline constexpr std::string_view two_histories = "two-histories";
inline constexpr std::string_view bad_card = "bad-card";
inline constexpr std::string_view bad_revocation = "bad-revocation";
inline constexpr std::string_view revoked_key = "revoked-key";
/// Its word on cells: two versions, or two statements about a seat, with one number.
inline constexpr std::string_view cell_fork = "cell-fork";
inline constexpr std::string_view seat_fork = "seat-fork";
}  // namespace pair_fault

/// One fault of a pair. The same one that comes again is counted, not repeated.
struct PairFault {
  std::int64_t paper = 0;             ///< its number among this partner's, by which an officer names it
  std::string word;                   ///< exchange::name_of(InboxFault), or one of pair_fault
  std::uint64_t at = 0;               ///< the number of the envelope; 0: none
  std::string detail;                 ///< what exactly, one clause; no content
  std::string sentence;               ///< what happened and what to do
  std::vector<std::string> evidence;  ///< of a fork: the signed heads
  bool needs_officer = false;         ///< else it goes by itself once its remedy has helped
  std::uint64_t count = 1;            ///< how often it happened since it was noted
  Time first, last;
  std::optional<Time> cleared;  ///< then it is history
  std::string cleared_by = {};

  [[nodiscard]] bool stands() const { return !cleared.has_value(); }
  /// Whether nothing more is taken from the partner while it stands.
  [[nodiscard]] bool stops_the_inbox() const;
};

/// What exchange::receive found, as a fault of the pair.
PairFault fault_of(const exchange::Finding& finding);

/// Every fault of one service (or, empty, of all), the oldest first, those that were cleared included.
struct NamedFault {
  std::string service;  ///< its 64 digits
  PairFault fault;
};
Result<std::vector<NamedFault>> pair_faults(store::Reader& reader, std::string_view service);

/// Notes a fault: a new paper, or one more of a fault that stands already. Says which it was.
enum class Noted { first, again };
Result<Noted> note_fault(store::Transaction& transaction, const exchange::ServiceId& service, PairFault fault,
                         std::int64_t act);

/// Whether any fault stands that goes by itself.
Result<bool> any_passing(store::Reader& reader, const exchange::ServiceId& service);
/// Removes the faults that go by themselves, since what came last was right.
Result<std::size_t> let_pass(store::Transaction& transaction, const exchange::ServiceId& service);

/// Marks a fault as cleared by an officer. Fault::not_found where it does not stand.
Result<PairFault> mark_cleared(store::Transaction& transaction, const exchange::ServiceId& service,
                               std::int64_t paper, const std::string& officer, std::int64_t act);

}  // namespace tansiq::node

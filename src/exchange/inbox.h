#pragma once

/// What a recipient believes of a partner's outbox. Pure: the state goes in, the next state comes out, and
/// whoever calls makes it durable together with what was accepted, before stating anything.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/card.h"
#include "exchange/head.h"

namespace tansiq::exchange {

/// What can be wrong with what a partner sent. Each stops this pair and nothing else.
enum class InboxFault {
  malformed,            ///< no document or envelope at all
  unknown_field,        ///< a critical field, kind or protocol that this node does not know
  bad_signature,        ///< the head's signature does not hold, or its key may not sign this
  unknown_key,          ///< signed with a key of a card that is not held yet
  old_key,              ///< signed with a key that its newest card retired or revoked
  wrong_sender,         ///< another service's outbox
  wrong_recipient,      ///< meant for somebody else
  stale_epoch,          ///< an epoch older than the one that is held
  new_epoch,            ///< the partner restored a backup and begins anew
  gap,                  ///< a number is missing
  repetition,           ///< a number that is held already, or not the end that the head signs
  broken_chain,         ///< an envelope does not follow the one before, or the head does not fit
  fork,                 ///< two different histories under one number, both signed
  bad_commitment,       ///< a copy that is not what the envelope commits to
  originator_mismatch,  ///< another service's record without that service's permission or order
  held,                 ///< an earlier fault still waits for an officer
};
inline constexpr std::size_t inbox_fault_count = 16;

/// A word for machines: "gap", "fork".
std::string_view name_of(InboxFault fault);

/// What is to be done about a fault.
enum class Remedy {
  ask_again,    ///< ask for what follows the number that is held; may pass by itself
  fetch_card,   ///< fetch the partner's newer cards first
  enter,        ///< enter() the new epoch; the partner has asked for what was held of the old one
  update_node,  ///< this node's software is too old for it
  officer,      ///< nothing more is taken from this partner until an officer has looked and cleared it
};

Remedy remedy_of(InboxFault fault);

/// A fault with its evidence.
struct Finding {
  InboxFault fault = InboxFault::malformed;
  std::uint64_t number = 0;           ///< the envelope it was found at; 0: the head
  std::string detail;                 ///< what exactly, one clause; never the content of a copy
  std::vector<std::string> evidence;  ///< of a fork: the signed heads

  /// What happened and what to do, in two sentences, for the officer on duty.
  [[nodiscard]] std::string sentence() const;

  bool operator==(const Finding&) const = default;
};

/// The state of one pair in one direction.
struct Inbox {
  ServiceId me{};
  ServiceId partner{};
  std::uint64_t epoch = 0;      ///< 0: nothing was ever received
  std::uint64_t number = 0;     ///< last accepted
  Digest chain{};               ///< chain hash there
  std::uint64_t announced = 0;  ///< highest number that a verified head of this epoch named
  std::string head;             ///< the verified head with that number, as it came: evidence
  std::string proof;  ///< the newest verified head with exactly `number`: what is handed back with the tail
                      ///< (restore.h)
  Time head_time;     ///< the newest time in any verified head, by the partner's clock
  bool held = false;  ///< stopped until an officer clears it

  /// The state before anything came.
  static Inbox begin(const ServiceId& me, const ServiceId& partner);

  /// How many releases the partner says it has made and not yet brought.
  [[nodiscard]] std::uint64_t behind() const { return announced - number; }

  bool operator==(const Inbox&) const = default;
};

/// What the caller knows and lends for one call.
struct Knowledge {
  const CardChain* partner = nullptr;  ///< never null
  /// The cards of a service, this node's own included, or null where none is known.
  std::function<const CardChain*(const ServiceId&)> cards = {};
  /// The chain hash that was accepted under a number of the epoch that is held; nothing where it is not known
  /// any more. May be empty: then a fork further back is taken for a repetition.
  std::function<std::optional<Digest>(std::uint64_t number)> chain_at = {};
};

/// What becomes of one envelope of a good chain.
struct Item {
  Envelope envelope;
  std::string refused;  ///< why its content is not taken, a word of receipt.h; empty: accepted
};

struct Received {
  Inbox inbox;  ///< the next state; with a fault the old one, `held` where an officer must look
  std::vector<Item> items;
  std::optional<Finding> fault;
  std::optional<Head> head;  ///< once its signature was verified
};

/// Takes what a partner sent: a head, and the envelopes that follow what is held up to exactly that head.
/// Without envelopes it is a heartbeat. Either everything is accepted or nothing.
///
/// Checked in this order: form, signature and key, sender and recipient, epoch, each envelope's number,
/// predecessor, commitment, originator (a permission or a recall is verified against the originator's own
/// cards), and at the end the head. Never throws on hostile input; cost is linear in it.
Received receive(const Inbox& inbox, std::string_view head, std::span<const std::string_view> envelopes,
                 const Knowledge& knowledge);

/// Enters the partner's new epoch. What was held of the old one stays as it is; the state forgets its proof.
Inbox enter(const Inbox& inbox, std::uint64_t epoch);

/// Lets an officer go on after a fault was looked at.
Inbox clear(const Inbox& inbox);

/// What a revocation means for what is held: everything above its number was not the partner's. Returns the
/// state cut back to it, or the same state where nothing has to go. Fault::conflict where the chain hash that
/// is held at its number differs, Fault::not_found where that is not known.
Result<Inbox> disown(const Inbox& inbox, const Revocation& revocation, const Knowledge& knowledge);

}  // namespace tansiq::exchange

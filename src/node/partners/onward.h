#pragma once

/// Passing on what came from a partner: what holders ask of originators and what these permit. Kept as papers
/// under the envelope that brought the copy, so that they hold no content and no id of a record.

#include <optional>
#include <string>
#include <vector>

#include "node/partners/arriving.h"
#include "node/partners/outgoing.h"
#include "node/partners/questions.h"

namespace tansiq::node {

/// A question whether one copy may go on to one further service, with its answer.
struct OnwardAsk {
  enum class Side {
    ours,    ///< this node holds the copy and asked
    theirs,  ///< this node is the originator and was asked
  };
  enum class State {
    waiting,
    permitted,
    refused,
    followed,   ///< of theirs: the permission went over to a later version
    withdrawn,  ///< of theirs: what was permitted became forbidden, and the recipient was asked to remove it
  };
  Side side = Side::ours;
  std::string id;            ///< random: by it officers name it
  store::EnvelopeName copy;  ///< that brought the copy; service: the originator (ours), the holder (theirs)
  exchange::ServiceId recipient{};  ///< who would get it
  State state = State::waiting;
  std::string reason;  ///< why it was asked
  std::string answer;  ///< why it was refused
  /// Who asked (ours) or permitted (theirs), and for what: later versions follow under the same.
  std::string by, purpose, basis;
  Time since = {};
  std::int64_t paper = 0;  ///< 0: not kept yet
};

/// "waiting", "permitted", "refused", "followed", "withdrawn".
std::string_view name_of(OnwardAsk::State state);

/// More questions than this of one partner do not wait: what comes beyond is not taken.
inline constexpr std::size_t most_waiting_asks = 1000;

/// Every question of one side, by partner, epoch and number; those about one copy where it is named.
Result<std::vector<OnwardAsk>> onward_asks(store::Reader& reader, OnwardAsk::Side side,
                                           const std::optional<store::EnvelopeName>& copy = std::nullopt);
/// Adds it, or changes what is kept.
Result<> keep_ask(store::Transaction& transaction, OnwardAsk ask, std::int64_t act);

/// One copy that went out or came in, as far as questions about it need. Nothing where it is not there, was
/// refused, asked back or removed.
struct NamedCopy {
  std::string id, version;
  exchange::ServiceId originator{};
  base::Digest commitment{};
};
Result<std::optional<NamedCopy>> released_copy(store::Reader& reader, const store::EnvelopeName& name);
Result<std::optional<NamedCopy>> received_copy(store::Reader& reader, const store::EnvelopeName& name);

/// Takes a partner's question: it waits for an officer. What cannot be true is refused (Arrival::refuse).
Result<> take_ask(store::Transaction& transaction, Outgoing& outgoing, const Peer& sender, Arrival& arrival,
                  std::int64_t act);

/// Takes an originator's answer. Where this node asked, the record's handling names the recipient from then
/// on; where it passed an earlier version on, it decides anew about this one. A permission that does not hold
/// is refused.
Result<> take_answer(store::Transaction& transaction, Outgoing& outgoing, const Peer& sender,
                     Arrival& arrival, std::int64_t act);

/// What is decided about giving an own record to the recipient of a question, as if it held nothing of it,
/// under the order of whoever permitted it. `cell`: in which the holder got it; it counts where the recipient
/// sits in it too. Only where the copy is the holder's own may it go on.
Result<handling::Decision> decide_onward(Questions& questions, const Subject& subject, const Peer& recipient,
                                         const OnwardAsk& ask, const std::optional<exchange::CellId>& cell);

/// Signs the permission for a copy, puts it into the outbox of its holder and keeps the question as
/// permitted, under `ask.copy`. Fault::not_found where this node has no key to sign with.
Result<> send_permission(store::Transaction& transaction, Outgoing& outgoing, OnwardAsk ask,
                         const base::Digest& commitment, std::int64_t act);
/// The same for a refusal; `ask.answer` says why.
Result<> send_refusal(store::Transaction& transaction, Outgoing& outgoing, OnwardAsk ask, std::int64_t act);

}  // namespace tansiq::node

#pragma once

/// The kinds of papers (store::Paper) from which a node knows who its partners are and what holds between
/// them, and the one way to change them.

#include <string>
#include <string_view>

#include "store/store.h"

namespace tansiq::node {

/// Kinds, with what subject and number of each are. A service or cell stands as its 64 digits.
namespace paper {
inline constexpr std::string_view card = "card";              ///< of a service; the card's number
inline constexpr std::string_view revocation = "revocation";  ///< of a service; in the order they came
inline constexpr std::string_view cell = "cell";              ///< of a cell; the version's number
/// Of a cell: from the first version that contradicts one held, every version as it came, in that order.
inline constexpr std::string_view cell_rival = "cell-rival";
/// Of a partner: documents about cells that came before what they stand on; in the order they came.
inline constexpr std::string_view cell_waiting = "cell-waiting";
/// "CELL SERVICE": the version that this service wants and that waits for votes; 1
inline constexpr std::string_view cell_proposal = "cell-proposal";
inline constexpr std::string_view cell_vote = "cell-vote";    ///< "CELL PROPOSAL"; in the order they came
inline constexpr std::string_view acceptance = "acceptance";  ///< of a cell; in the order they came
inline constexpr std::string_view seat = "seat";              ///< of a cell where this service observes; 1
/// Of a cell: a seat given by another coordinator than before, for an officer to accept; 1
inline constexpr std::string_view seat_offered = "seat-offered";
inline constexpr std::string_view cell_label = "cell-label";  ///< of a cell: this node's name for it; 1
inline constexpr std::string_view confirmed = "confirmed";    ///< "CELL SERVICE": standing rules reach it; 1
/// Of a partner: bodies of envelopes that a revoked key signed; in the order they were set aside.
inline constexpr std::string_view aside = "set-aside";
inline constexpr std::string_view policy = "policy";          ///< "policy"; its version
inline constexpr std::string_view reader = "reader";          ///< of a TAXII reader's service; 1
inline constexpr std::string_view permission = "permission";  ///< commitment; in the order they came
/// Onward questions (onward.h): "SERVICE EPOCH NUMBER" of the envelope that brought the copy; in their order.
inline constexpr std::string_view ask = "ask";                ///< a holder asked this node
inline constexpr std::string_view asked = "asked";            ///< this node asked an originator
inline constexpr std::string_view pair_fault = "fault";       ///< of a service; in the order they happened
inline constexpr std::string_view recall_due = "recall-due";  ///< sender of an order to carry out; in order
inline constexpr std::string_view asked_back = "asked-back";  ///< orders.h; in the order they came
inline constexpr std::string_view proposal = "proposal";      ///< to an officer: record id; in order
inline constexpr std::string_view order = "order";  ///< that waits for a second officer: its id; in order
/// Of an officer: which threads were read, and at which mark (duty/thread_book.h); a hash of the thread
inline constexpr std::string_view thread_read = "thread-read";
/// Of a partner: the epoch of the outbox to it that a restored backup ends in, until what came after it has
/// been taken back; 1
inline constexpr std::string_view lost_epoch = "lost-epoch";
/// A recall or erasure of this service that a partner handed back: 64 digits of its hash; 0: the order
/// itself, a partner's number: that partner has it.
inline constexpr std::string_view order_back = "order-back";
inline constexpr std::string_view shift = "shift";              ///< of a post; in the order they happened
inline constexpr std::string_view shift_offer = "shift-offer";  ///< of a post: a hand-over nobody took yet; 1
inline constexpr std::string_view watch = "watch";              ///< id of a rule; 1
inline constexpr std::string_view watch_hit = "watch-hit";    ///< id of a rule; in the order they were found
inline constexpr std::string_view watch_read = "watch-read";  ///< of an officer; a hash of the rule
/// Of a day ("2026-05-01"): sealed checkpoints of this node's journal (proof/sealing.h); the seal's number
inline constexpr std::string_view sealed = "sealed";
/// "SERVICE EPOCH DAY": heads of a partner's outbox that were kept (proof/kept_heads.h); the head's number
inline constexpr std::string_view kept_head = "kept-head";
inline constexpr std::string_view step_taken = "step-taken";  ///< hash of a step's id (desk/ladder.h); 1
}  // namespace paper

/// What a reader's paper says.
struct ReaderPaper {
  std::string country;     ///< ISO 3166-1 alpha-2: agreements and red lines ask for it
  std::string account;     ///< name of the account that reads
  std::string collection;  ///< id of the TAXII collection that shows the reader's shelf

  bool operator==(const ReaderPaper&) const = default;
};
std::string render(const ReaderPaper& reader);
base::Result<ReaderPaper> read_reader_paper(std::string_view text);

/// Adds or replaces a paper. Where it is one that the Directory is made of, every node that shares the store
/// makes its directory anew from this commit on.
base::Result<> put_paper(store::Transaction& transaction, const store::Paper& paper);
base::Result<> remove_paper(store::Transaction& transaction, std::string_view kind, std::string_view subject,
                            std::int64_t number);

/// Adds a paper under the next number of its kind and subject (1 for the first), which is returned.
base::Result<std::int64_t> add_paper(store::Transaction& transaction, store::Paper paper);

/// Says that a partner was added or changed (ExchangeWriter::put), which is part of the directory too.
base::Result<> directory_changed(store::Transaction& transaction);

/// Counts the changes; what a directory was made of.
base::Result<std::int64_t> directory_revision(store::Reader& reader);

}  // namespace tansiq::node

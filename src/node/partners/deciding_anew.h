#pragma once

/// Deciding again about what was released, because something changed: a later version, the handling, the
/// rules, the cell, or the time. And what standing rules say about records that are new.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "node/partners/proposals.h"
#include "node/partners/releasing.h"

namespace tansiq::node {

/// How much came of it, by objects and partners.
struct Anew {
  std::size_t released = 0;  ///< later versions to who held an earlier one, and what a standing rule ordered
  std::size_t renewed = 0;   ///< the same copies under new conditions
  std::size_t recalled = 0;  ///< what became forbidden
  std::size_t proposed = 0;  ///< what became allowed, or is offered for recall: an officer decides

  [[nodiscard]] bool empty() const { return released + renewed + recalled + proposed == 0; }
  Anew& operator+=(const Anew& other);
};

/// Decides anew inside one write; what is to be sent goes out in finish().
///
/// Who holds an object gets its last version under the order under which it got the one before. Where that is
/// forbidden now, what it holds is recalled. Where it is merely not to be done now (a frozen cell, a
/// suspended partner, a rule that reaches it no more) nothing happens. Who takes part in the cell and holds
/// nothing of it gets nothing by itself, except by a standing rule: what became allowed is proposed to an
/// officer. A record of another service goes on to whom an earlier version was passed, once its originator's
/// permission is there; to take it back is the originator's own affair, and its conditions travel with it.
class DecidingAnew {
 public:
  /// `cause` is a word: "version", "handling", "review", "cell", "agreement", "resumed", "permission".
  DecidingAnew(store::Transaction& transaction, Outgoing& outgoing, std::string actor,
               std::string_view cause);

  /// About one object, of this service and of others, for one partner or (nothing) all.
  Result<> about(std::string_view id, std::optional<store::ServiceNumber> only);

  /// Lets the standing rules order the release of an object to whoever was never given it.
  Result<> follow_standing_rules(std::string_view id, std::optional<store::ServiceNumber> only);

  /// Sends, with one journal entry for each order that it happens under, and tells the observers of each cell
  /// once.
  Result<Anew> finish();

 private:
  /// One order under which something happens here.
  struct Under {
    std::string order;  ///< its id in the journal; of a standing rule: a fresh one
    std::string actor;  ///< for the journal
    Terms terms;
    std::optional<Releasing> releasing;
    std::set<std::string, std::less<>> ids;
  };

  Result<Subject*> subject_of(std::string_view id, store::ServiceNumber originator = store::own_service);
  Result<> about_own(const std::string& id, const ObjectHoldings& holdings,
                     std::optional<store::ServiceNumber> only);
  Result<> about_received(const std::string& id, const ObjectHoldings& holdings,
                          std::optional<store::ServiceNumber> only);
  Result<Under*> under(std::int64_t act);
  Under& under(const handling::StandingRule& rule);
  Result<> reconsider(const Subject& subject, const Peer& partner, const Holding& holding);
  /// Those to whom a holder may pass it on: whoever may not have it any more is asked to remove it.
  Result<> reconsider_onward(const Subject& subject, const Holding& holding);
  Result<> consider(const Subject& subject, const Peer& partner, const ObjectHoldings& holdings);
  Result<> judge(const Subject& subject, const Peer& partner, const Under& order,
                 const handling::Decision& decision);
  Result<> recall(const Subject& subject, const Peer& partner, const handling::Decision& decision,
                  bool got_onward = false);
  Result<> propose(const Subject& subject, const Peer& partner, const Under& order, Proposal::Action action,
                   const handling::Decision& decision);
  [[nodiscard]] journal::Act entry(std::string actor, std::string subject, std::string detail) const;

  store::Transaction& transaction_;
  Outgoing& outgoing_;
  std::string actor_;
  std::string cause_;
  Questions questions_;
  /// By originator and id; null: there is none.
  std::map<std::pair<store::ServiceNumber, std::string>, std::unique_ptr<Subject>> subjects_;
  std::map<std::int64_t, std::unique_ptr<Under>> past_;  ///< by journal entry; null: no order stands there
  std::map<std::string, std::unique_ptr<Under>, std::less<>> standing_;  ///< by rule
  Anew anew_;
};

/// What follows from records that were filed or corrected, in the write that files them.
struct Filed {
  std::string id;
  bool first = true;               ///< no version of it was held before
  std::vector<std::string> names;  ///< ids that stand in it; may be empty where nobody asks
};

/// Whether anything could follow from filing: else it costs nothing.
bool has_standing_rules(const Directory& directory);

/// Releases by standing rules what was filed, and decides anew for who holds an earlier version.
Result<Anew> fan_out(store::Transaction& transaction, Outgoing& outgoing, const std::string& actor,
                     const std::vector<Filed>& filed);

}  // namespace tansiq::node

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/cell.h"

namespace tansiq::exchange {

/// The cards of a service, or null where this node holds none. Lent for one call.
using FindCards = std::function<const CardChain*(const ServiceId&)>;

/// Checks that `service` signed a document, with a key that its cards name and do not revoke. Fault::busy:
/// the card, or a newer one, is not held.
Result<> signed_by(const ServiceId& service, const Document& document, const FindCards& cards);

/// Versions of a cell under one number, all signed by who may sign them.
struct CellFork {
  std::uint64_t number = 0;
  Document held;
  std::vector<Document> rivals;  ///< at least one, in the order in which they came
};

/// More rivals of one version are not kept: the cell is frozen anyway.
inline constexpr std::size_t most_rivals = 16;

/// The versions of one cell and its services' acceptances, each verified when it was added.
class CellChain {
 public:
  /// Begins with a first version, signed by the coordinator it names.
  static Result<CellChain> begin(std::string_view document, const FindCards& cards);

  /// Adds the next version. It is signed by the coordinator that it names. Where coordinator, deputies or
  /// quorum differ from the version before, it carries votes of a quorum of the deputies of before, and a new
  /// coordinator is one of them.
  ///
  /// A second version with a number that is held freezes the cell (Fault::conflict, frozen() shows them).
  /// Only a version voted for by a quorum of the last undisputed deputies, which follows one of the two,
  /// thaws it. What a vote has decided is settled: a second version below one that carries a quorum's votes
  /// freezes nothing. Fault::busy: a version before it or a card is missing. A removal acts at once.
  Result<> extend(std::string_view document, const FindCards& cards);

  /// Takes a service's own word about its membership. An observer sees no versions: it names the number of
  /// the statement about its seat and, for the version, the cell's id.
  Result<> take(std::string_view acceptance, const FindCards& cards);

  const CellId& id() const { return id_; }
  const CellVersion& newest() const { return versions_.back(); }
  const std::vector<CellVersion>& versions() const { return versions_; }
  const std::vector<Document>& documents() const { return documents_; }
  const std::optional<CellFork>& frozen() const { return frozen_; }

  /// The role in which a service takes part now: it is on the newest roster, it has accepted, and its role
  /// has not changed since the version that it accepted. Nobody takes part in a frozen cell. The
  /// coordinator's signature counts as its acceptance.
  [[nodiscard]] std::optional<CellRole> role_of(const ServiceId& service) const;

  /// The purposes for which a service may act and be addressed: on the newest list, and on the one it
  /// accepted.
  [[nodiscard]] std::vector<CellPurpose> purposes_of(const ServiceId& service) const;

  /// Services on the roster of some earlier version and not on the newest: what they hold is offered for
  /// recall.
  [[nodiscard]] std::vector<ServiceId> removed() const;

  /// The acceptance that stands for a service, if any.
  [[nodiscard]] std::optional<Acceptance> acceptance_of(const ServiceId& service) const;

  /// What of the chain may be sent to a service: every version to a member, nothing to an observer (who gets
  /// an ObserverSeat) nor to anybody else.
  [[nodiscard]] std::vector<Document> visible_to(const ServiceId& service) const;

  /// What is stated now to a service that is an observer or has lost its seat; nothing to anybody else.
  /// Follows from the versions alone, so that each coordinator counts the statements alike.
  [[nodiscard]] std::optional<ObserverSeat> seat_of(const ServiceId& service) const;

 private:
  std::vector<std::uint64_t> seat_statements(const ServiceId& service) const;
  Result<> check_votes(const CellVersion& version, const CellVersion& judge, const FindCards& cards) const;
  Result<> thaw(SignedCellVersion next, const FindCards& cards);
  Result<> rival(SignedCellVersion other, const FindCards& cards);
  std::optional<std::uint64_t> accepted(const ServiceId& service) const;

  CellId id_{};
  std::vector<CellVersion> versions_;
  std::vector<Document> documents_;
  std::map<ServiceId, Acceptance> acceptances_;
  std::optional<CellFork> frozen_;
  std::uint64_t settled_ = 0;  ///< number of the newest version that a quorum voted for
};

/// What an observer keeps of a cell.
struct ObservedCell {
  ObserverSeat seat;
  Document document;
};

/// Takes a seat statement: signed by the coordinator it names, about `me`, newer than what is held. A change
/// of coordinator is for an officer to confirm (`coordinator_confirmed`), since an observer sees no votes.
/// Fault::conflict: another statement under the number that is held.
Result<ObservedCell> take_seat(const std::optional<ObservedCell>& held, std::string_view document,
                               const ServiceId& me, const FindCards& cards, bool coordinator_confirmed);

}  // namespace tansiq::exchange

#pragma once

/// The work on documents about cells within one write: part of cell_documents.h, for nobody else.

#include <optional>
#include <string>
#include <string_view>

#include "node/node.h"
#include "node/partners/directory.h"
#include "node/partners/outgoing.h"

namespace tansiq::node {

/// What became of one document about a cell.
struct CellOutcome {
  enum class Taken { nothing_new, kept, early, refused };
  Taken taken = Taken::kept;
  std::string refusal = {};  ///< where refused

  static CellOutcome refuse(std::string_view word) { return {Taken::refused, std::string(word)}; }
};

/// The subject of papers about a cell and one more thing of it.
std::string cell_subject(const exchange::CellId& cell, const base::Digest& other);

/// The work on documents about cells within one write.
class CellBook {
 public:
  CellBook(store::Transaction& transaction, Outgoing& outgoing, Node& node, std::int64_t act)
      : transaction_(transaction), outgoing_(outgoing), node_(node), act_(act) {}

  /// Takes whatever a partner sent.
  Result<CellOutcome> take(const Peer& sender, std::string_view text);
  /// Keeps what came too early.
  Result<> wait(const Peer& sender, std::string_view text);
  /// Takes again what waits.
  Result<> retry();

  /// Takes a version; of this service's own making where there is no sender.
  Result<CellOutcome> version(const exchange::SignedCellVersion& version, const Peer* sender);
  Result<> keep_acceptance(const JoinedCell& cell, const exchange::SignedAcceptance& acceptance);
  /// Signs the own proposal with the votes that came, where they suffice, and sends it out.
  Result<bool> finish(const exchange::CellId& cell);

  /// Sends one partner all that it may see of a cell.
  Result<> tell(const Peer& peer, const exchange::CellChain& chain);
  /// Sends a document to every member that is a partner, except one.
  Result<> spread(const exchange::CellChain& chain, std::string_view text, const exchange::ServiceId& but);
  /// Sends a document, unless this is no business of a reader's or a suspended partner's.
  Result<> send(const Peer& peer, std::string_view text);
  Result<> refresh() { return outgoing_.refresh(*node_.directories); }

  [[nodiscard]] const Directory& directory() const { return outgoing_.directory(); }
  [[nodiscard]] exchange::ServiceId me() const { return directory().own()->service(); }
  [[nodiscard]] exchange::FindCards cards() const {
    return [this](const exchange::ServiceId& service) { return directory().cards(service); };
  }
  /// Also one in which this service has no member's seat any more.
  [[nodiscard]] const JoinedCell* cell(const exchange::CellId& id) const {
    const auto* joined = directory().cell(id);
    return joined != nullptr ? joined : directory().former_cell(id);
  }

 private:
  Result<CellOutcome> first_versions(const exchange::SignedCellVersion& version, const Peer& sender);
  Result<CellOutcome> proposal(const JoinedCell& cell, const exchange::SignedCellVersion& version);
  Result<CellOutcome> acceptance(const exchange::SignedAcceptance& acceptance, const Peer& sender);
  Result<CellOutcome> seat(const exchange::SignedObserverSeat& seat, const Peer& sender);
  Result<CellOutcome> vote(const exchange::Document& document);
  Result<> label(const exchange::CellId& id, const std::string& wanted);
  Result<> after(const exchange::CellChain* before, const exchange::CellChain& now);
  Result<> frozen(const exchange::CellChain& chain, const exchange::SignedCellVersion& version,
                  const Peer* sender);
  Result<> keep_version(const exchange::CellChain& chain, const exchange::SignedCellVersion& version);
  Result<> put(std::string_view kind, std::string subject, std::int64_t number, std::string text);
  Result<> add(std::string_view kind, std::string subject, std::string text);
  Result<> propose_to_officer(const exchange::ServiceId& about, std::string_view what,
                              const std::string& sentence);

  store::Transaction& transaction_;
  Outgoing& outgoing_;
  Node& node_;
  std::int64_t act_;
};

}  // namespace tansiq::node

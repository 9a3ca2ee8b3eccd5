#pragma once

/// Who is who for this node, as one value: its own cards, its partners, its cells, its policy. Made from the
/// papers in the store, anew whenever they change.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/cell_chain.h"
#include "handling/policy.h"
#include "node/partners/papers.h"
#include "store/store.h"

namespace tansiq::node {

/// A service that this node knows, itself included, or a TAXII reader, which has no cards.
struct Peer {
  store::Partner partner;
  std::optional<exchange::CardChain> cards;
  std::optional<ReaderPaper> reader;
  /// The epoch in which a restored backup ends: what came after it is to be taken back before this partner is
  /// served anything.
  std::optional<std::uint64_t> lost_epoch = std::nullopt;

  [[nodiscard]] store::ServiceNumber number() const { return partner.number; }
  [[nodiscard]] const exchange::ServiceId& service() const { return partner.service; }
  [[nodiscard]] const std::string& label() const { return partner.label; }
  [[nodiscard]] bool is_reader() const { return reader.has_value(); }
  /// ISO 3166-1 alpha-2, as the newest card or this node's administrator says it; empty where neither does.
  [[nodiscard]] std::string_view country() const;
};

/// A cell in which this node is a member.
struct JoinedCell {
  exchange::CellChain chain;
  std::string label;  ///< this node's own unique name for it
  /// Services that an officer of this node confirmed for it: standing rules reach no others.
  std::set<exchange::ServiceId> confirmed;
};

/// A cell in which this node has an observer's seat.
struct WatchedCell {
  exchange::ObservedCell seat;
  std::string label;
};

/// One consistent state of all papers. Immutable once made.
class Directory {
 public:
  /// Reads every paper. Fault::internal where one that this node took itself does not read back.
  static base::Result<std::shared_ptr<const Directory>> load(store::Reader& reader);

  /// Whether this node has a card and can exchange anything at all.
  [[nodiscard]] bool has_identity() const { return own() != nullptr; }
  [[nodiscard]] const Peer* own() const { return find(store::own_service); }
  /// Every peer but the own service, by number.
  [[nodiscard]] std::vector<const Peer*> partners() const;

  [[nodiscard]] const Peer* find(store::ServiceNumber number) const;
  [[nodiscard]] const Peer* find(const exchange::ServiceId& service) const;
  /// By this node's name for it, or its service id (64 digits, or at least 8 of its first ones where they are
  /// unambiguous).
  [[nodiscard]] const Peer* find(std::string_view name_or_id) const;
  /// The peer whose newest card names this TLS key; never the own service.
  [[nodiscard]] const Peer* with_tls_key(const base::Digest& pin) const;

  /// For exchange::Knowledge and CellChain: cards of a known service, or null.
  [[nodiscard]] const exchange::CardChain* cards(const exchange::ServiceId& service) const;

  [[nodiscard]] const std::map<exchange::CellId, JoinedCell>& cells() const { return cells_; }
  [[nodiscard]] const std::map<exchange::CellId, WatchedCell>& watched() const { return watched_; }
  [[nodiscard]] const JoinedCell* cell(const exchange::CellId& id) const;
  /// By this node's label, or its id as for services.
  [[nodiscard]] const JoinedCell* cell(std::string_view name_or_id) const;
  /// A cell in which this service was a member before it lost its seat or became an observer.
  [[nodiscard]] const JoinedCell* former_cell(const exchange::CellId& id) const;
  /// By this node's label, or its id as for services.
  [[nodiscard]] const WatchedCell* watched(std::string_view name_or_id) const;

  [[nodiscard]] const handling::Policy& policy() const { return policy_; }
  [[nodiscard]] std::int64_t policy_version() const { return policy_version_; }
  [[nodiscard]] std::int64_t revision() const { return revision_; }

 private:
  base::Result<> load_peers(store::ExchangeReader& reader);
  base::Result<> load_cells(store::ExchangeReader& reader);
  base::Result<> load_seats(store::ExchangeReader& reader);
  base::Result<> load_policy(store::ExchangeReader& reader);

  std::map<store::ServiceNumber, Peer> peers_;
  std::map<exchange::ServiceId, store::ServiceNumber> by_service_;
  std::map<base::Digest, store::ServiceNumber> by_tls_key_;
  std::map<exchange::CellId, JoinedCell> cells_;
  std::map<exchange::CellId, JoinedCell> former_;
  std::map<exchange::CellId, WatchedCell> watched_;
  handling::Policy policy_;
  std::int64_t policy_version_ = 0;
  std::int64_t revision_ = 0;
};

/// Keeps the newest directory, so that an act pays one small read for it. Safe from any thread.
class Directories {
 public:
  /// The directory as a snapshot sees it.
  base::Result<std::shared_ptr<const Directory>> of(store::Reader& snapshot);
  /// The directory as a write sees it, its own changes included. Never kept: the write may still fail.
  base::Result<std::shared_ptr<const Directory>> within(store::Transaction& transaction);

 private:
  std::shared_ptr<const Directory> newest(std::int64_t revision);

  std::mutex mutex_;
  std::shared_ptr<const Directory> newest_;  ///< guarded by mutex_
};

}  // namespace tansiq::node

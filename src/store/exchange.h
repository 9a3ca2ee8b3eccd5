#pragma once

/// What a node keeps about its partners: papers (cards, cells, rules), the outbox to each, what came from
/// each, and what is to be decided anew. Reached through Reader::exchange() and Transaction::exchange().

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "exchange/exchange.h"
#include "stix/object.h"
#include "store/service.h"

namespace tansiq::store {

using base::Result;
using base::Time;

/// A service that an officer added after comparing its fingerprint, or the node's own (number 0).
struct Partner {
  ServiceNumber number = own_service;
  exchange::ServiceId service{};
  std::string label = {};  ///< how this node's people call it
  bool suspended = false;  ///< gets recalls and erasures only
  Time added = {};
};

/// Setting of a store that a backup was put in the place of: the epoch in which the backup ends. The node
/// takes it away once it has taken note.
inline constexpr std::string_view restored_setting = "restored";

/// A small document that the node reads and the store does not; kind and subject find it, numbers order it.
/// Cards
/// ("card", service), revocations, cell versions ("cell", cell), acceptances, confirmations, standing rules,
/// agreements, permissions, faults of a pair, proposals to an officer.
struct Paper {
  std::string kind = {};
  std::string subject = {};
  std::int64_t number = 1;
  std::string text = {};
  Time since = {};
  std::int64_t act = 0;  ///< journal entry of the act that brought it
};

/// Names one envelope: the service at the other end, epoch and number.
struct EnvelopeName {
  ServiceNumber service = own_service;
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;

  auto operator<=>(const EnvelopeName&) const = default;
};

/// One release as the outbox keeps it. Views live until the visitor returns; salt and copy are empty once
/// they were erased, and so is an id that is made from content.
struct ReleaseView {
  EnvelopeName name;  ///< service: the recipient
  exchange::Kind kind = exchange::Kind::record;
  std::string_view body;  ///< canonical bytes of the envelope's body
  base::Digest chain{};
  std::string_view salt, copy;
  std::string_view id, version;  ///< of Kind::record: of which object
  Time added;  ///< strictly increasing within this outbox, whatever else the node did: a TAXII reader's
               ///< date_added
  exchange::Fate fate = exchange::Fate::released;
  std::string_view reason;  ///< of a refusal; of a recall its deadline
  std::int64_t act = 0;     ///< journal entry of the order
};

/// One envelope that came, as the inbox keeps it. The copy of a record is in the record too.
struct ArrivalView {
  EnvelopeName name;  ///< service: the sender
  exchange::Kind kind = exchange::Kind::record;
  ServiceNumber originator = own_service;
  std::string_view body;
  base::Digest chain{};
  std::string_view salt, copy;
  std::string_view id, version;
  std::string_view refused;  ///< why its content was not taken; empty: it was
  Time received;
  std::optional<Time> opened, purged;
};

/// What arrived, to be kept. Nothing is owned.
struct NewArrival {
  ServiceNumber sender = own_service;
  ServiceNumber originator = own_service;
  const exchange::Item* item = nullptr;
};

/// A decision that must be made again: an input changed, or a time passes.
struct Redecision {
  std::int64_t number = 0;
  Time due = {};
  std::string id = {};                    ///< of which object; empty: of all that the recipient holds
  ServiceNumber recipient = own_service;  ///< own: everybody who holds it
  std::string cause = {};  ///< a word: "version", "handling", "review", "cell", "agreement", "resumed"
};

struct Filter;      // store.h
struct RecordView;  // store.h

/// An object for the shelf of a TAXII reader: what its collection shows. A release puts its copy there, and
/// beside it what the reader is told of its conditions; a recall takes them away again.
struct Shelved {
  enum class Part {
    copy,    ///< of a record; or, of a recall, the bare version that says so
    beside,  ///< what belongs to it
  };
  EnvelopeName release;  ///< that brings it; service: the reader
  Part part = Part::copy;
  ServiceNumber originator = own_service;
  const stix::Object* object = nullptr;  ///< not owned; its bytes are what the reader gets
  bool recalls = false;                  ///< says that something was recalled: a suspended reader gets it too
};

/// Where an object on a shelf came from.
struct ShelfMark {
  EnvelopeName release;
  Shelved::Part part = Shelved::Part::copy;
  bool recalls = false;
  bool fetched = false;  ///< whether the reader has read it
};

using ShelfVisitor = std::function<bool(const RecordView&, const ShelfMark&)>;

class ExchangeReader {
 public:
  virtual ~ExchangeReader() = default;

  /// Everybody, the own service (number 0) first; it is missing until it was put.
  virtual Result<std::vector<Partner>> partners() = 0;
  virtual Result<std::optional<Partner>> partner(const exchange::ServiceId& service) = 0;

  /// Papers of one kind, of one subject or (empty) of all, by subject and number.
  virtual Result<std::vector<Paper>> papers(std::string_view kind, std::string_view subject) = 0;

  /// The end of the outbox to a partner. Fault::not_found where there is no such partner or no own service.
  virtual Result<exchange::Outbox> outbox(ServiceNumber recipient) = 0;
  /// The end that an earlier epoch has; its beginning where nothing was released in it.
  virtual Result<exchange::Outbox> outbox(ServiceNumber recipient, std::uint64_t epoch) = 0;
  /// The epochs in which anything was released to a recipient, ascending.
  virtual Result<std::vector<std::uint64_t>> epochs(ServiceNumber recipient) = 0;
  /// Visits releases above a number in order until the visitor returns false. O(log n + visited).
  virtual Result<> visit_outbox(const EnvelopeName& after,
                                const std::function<bool(const ReleaseView&)>& visitor) = 0;
  /// Every release of any version of an object, by recipient, epoch and number.
  virtual Result<> visit_releases(std::string_view id,
                                  const std::function<bool(const ReleaseView&)>& visitor) = 0;

  /// Visits what stands on a TAXII reader's shelf, as Reader::visit does a collection; `added` is the
  /// reader's own. `only_recalls`: what a suspended reader gets.
  virtual Result<bool> visit_shelf(ServiceNumber reader, const Filter& filter, bool only_recalls,
                                   const ShelfVisitor& visitor) = 0;
  /// Whether any version of the object stands there.
  virtual Result<bool> shelf_holds(ServiceNumber reader, std::string_view id, bool only_recalls) = 0;

  /// What this node believes of a partner's outbox. Fault::not_found as for outbox().
  virtual Result<exchange::Inbox> inbox(ServiceNumber sender) = 0;
  virtual Result<> visit_inbox(const EnvelopeName& after,
                               const std::function<bool(const ArrivalView&)>& visitor) = 0;
  /// Every envelope that brought a version of an object.
  virtual Result<> visit_arrivals(std::string_view id,
                                  const std::function<bool(const ArrivalView&)>& visitor) = 0;

  /// Redecisions due at `now`, oldest first.
  virtual Result<std::vector<Redecision>> due(Time now, std::size_t limit) = 0;
};

/// The writing side, valid inside one call of Store::write.
class ExchangeWriter : public ExchangeReader {
 public:
  /// Adds or changes a partner, found by its service; returns its number. The own service must say number 0
  /// and is put first.
  virtual Result<ServiceNumber> put(const Partner& partner, bool own = false) = 0;
  /// Adds or replaces by (kind, subject, number).
  virtual Result<> put(const Paper& paper) = 0;
  virtual Result<> remove_paper(std::string_view kind, std::string_view subject, std::int64_t number) = 0;

  /// Appends an envelope that exchange::Outbox::append made from the end which this transaction read, or that
  /// follows the end of an earlier epoch (what a partner handed back). Copies with equal bytes are kept once.
  virtual Result<> append(ServiceNumber recipient, const exchange::Envelope& envelope, std::int64_t act) = 0;
  /// Says what became of the releases `from` to `to` (inclusive). What is stronger in exchange::fold() stays:
  /// statements may come in any order. `reason`: of a refusal; of a recall its deadline.
  virtual Result<> set_fate(const EnvelopeName& from, std::uint64_t to, exchange::Fate fate,
                            std::string_view reason) = 0;
  /// Puts an object on a shelf under the `added` of its release (copy) or the microsecond after (beside). It
  /// replaces what stands there of this release and part.
  virtual Result<> shelve(const Shelved& shelved) = 0;
  /// Takes away what a release brought, as far as it stands there.
  virtual Result<> unshelve(const EnvelopeName& release, Shelved::Part part) = 0;
  /// Says that a reader has read what these releases brought: their fate is `fetched` where nothing else was
  /// heard of them.
  virtual Result<> set_fetched(const std::vector<EnvelopeName>& releases) = 0;

  /// Overwrites salt and copy of every release of the object to one partner (own: to all), and takes them
  /// from shelves; the facts stay. Returns how many had any. As durable as Transaction::erase.
  virtual Result<std::size_t> erase_releases(std::string_view id, ServiceNumber recipient,
                                             std::int64_t act) = 0;

  /// The same for single releases of one object.
  virtual Result<std::size_t> erase_releases(std::string_view id, const std::vector<EnvelopeName>& releases,
                                             std::int64_t act) = 0;

  virtual Result<> put(ServiceNumber sender, const exchange::Inbox& inbox) = 0;
  virtual Result<> add(const NewArrival& arrival) = 0;
  virtual Result<> set_opened(const EnvelopeName& name) = 0;
  /// Forgets the envelopes of one epoch above a number, so that others can come under theirs. Their records
  /// stay: see purge().
  virtual Result<> remove_arrivals(const EnvelopeName& above) = 0;
  /// Overwrites what came of an originator's object in these versions (none: in all): its records in a
  /// collection and the content of the envelopes that brought them. Returns the envelopes, so that `purged`
  /// can be stated of them. As durable as Transaction::erase.
  virtual Result<std::vector<EnvelopeName>> purge(std::int64_t collection, ServiceNumber originator,
                                                  std::string_view id,
                                                  const std::vector<std::string>& versions,
                                                  std::int64_t act) = 0;

  /// Overwrites the content of one envelope that came. As durable as Transaction::erase.
  virtual Result<> purge_arrival(const EnvelopeName& name) = 0;

  virtual Result<> queue(const Redecision& redecision) = 0;
  virtual Result<> done(std::int64_t redecision_number) = 0;
};

}  // namespace tansiq::store

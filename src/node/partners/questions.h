#pragma once

/// From what a node keeps to the question that handling::decide answers.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "handling/decide.h"
#include "node/held.h"
#include "node/partners/directory.h"
#include "node/partners/holdings.h"

namespace tansiq::node {

/// What an order says of every release under it.
struct Terms {
  handling::Order order;
  handling::ActPurpose purpose;
  const JoinedCell* cell = nullptr;  ///< in which the release happens; null: outside any
};

/// How a record of another service came.
struct Provenance {
  handling::Conditions conditions;
  std::string salt;  ///< under which its copy was committed to, and under which it may go on
  base::Digest commitment{};
  std::map<exchange::ServiceId, exchange::Document> permissions;  ///< by whom it may go on to
};

/// A record made ready, once for all partners.
struct Subject {
  std::int64_t record = 0;  ///< the store's number; never shown outside
  exchange::ServiceId originator{};
  handling::RecordView view;
  handling::Handling handling;
  std::int64_t handling_number = 0;      ///< 0: it has none
  std::optional<Provenance> provenance;  ///< absent: this service is the originator
};

/// Asks and decides. Lives within one write or snapshot; remembers what it looked up.
class Questions {
 public:
  Questions(store::Reader& reader, const Directory& directory, Time now)
      : reader_(reader), directory_(directory), now_(now), holdings_(reader) {}

  /// Fault::invalid: the record is no object that can be decided about; `what` says why.
  Result<Subject> prepare(const store::RecordView& record);

  /// What would be decided if the partner held nothing yet of this very object: for its copy and conditions.
  Result<handling::Decision> decide_afresh(const Subject& subject, const Peer& partner, const Terms& terms);
  Result<handling::Decision> decide(const Subject& subject, const Peer& partner, const Terms& terms);

  /// The next instant at which time alone may change what is decided about this record; what an agreement's
  /// dates change is queued for all records at once.
  [[nodiscard]] std::optional<Time> changes_at(const Subject& subject) const;

  /// The partner as the decision sees it.
  const handling::Partner& as_partner(const Peer& partner, const JoinedCell* cell);

  Holdings& holdings() { return holdings_; }
  [[nodiscard]] store::Reader& reader() { return reader_; }
  [[nodiscard]] const Directory& directory() const { return directory_; }
  [[nodiscard]] Time now() const { return now_; }

  /// Takes the partner for one that is not suspended: to see what holds whatever becomes of that.
  void disregard_suspension() { disregard_suspension_ = true; }

 private:
  struct Seat {
    handling::Partner partner;
    std::optional<handling::Cell> cell;
  };

  Result<handling::Decision> decide(const Subject& subject, const Peer& partner, const Terms& terms,
                                    bool afresh);
  const Seat& seat_of(const Peer& partner, const JoinedCell* cell);
  Result<handling::Handling> handling_of(std::int64_t number);
  Result<Provenance> provenance_of(const store::RecordView& record, const Peer& originator);
  /// Whether an id is the identity that stands for a service of which the partner knows anyhow: itself, this
  /// one, and among members of a cell every other member. To be named by it tells the partner nothing new.
  bool knows_service(const Peer& partner, const JoinedCell* cell, std::string_view identity);
  Result<bool> is_whole(std::string_view id, const Holding& holding);

  store::Reader& reader_;
  const Directory& directory_;
  Time now_;
  Holdings holdings_;
  bool disregard_suspension_ = false;
  std::map<std::int64_t, handling::Handling> handlings_;
  std::map<std::pair<store::ServiceNumber, const JoinedCell*>, Seat> seats_;
  std::map<std::string, exchange::ServiceId, std::less<>> services_;  ///< by identity; read once
};

}  // namespace tansiq::node

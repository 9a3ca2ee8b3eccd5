#pragma once

/// What partners hold of objects, as far as this node gave it to them or got it from them.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/envelope.h"
#include "node/node.h"
#include "store/service.h"

namespace tansiq::node {

/// A copy that a partner was given.
struct Holding {
  store::EnvelopeName name;  ///< the envelope that brought it; service: the partner
  exchange::ServiceId originator{};
  std::optional<exchange::CellId> cell;
  std::string version;
  std::string copy;
  std::string conditions;  ///< canonical JSON, as they travelled
  std::int64_t act = 0;    ///< journal entry under which it was released; 0: in this very write
};

/// All that is known of who holds an object.
struct ObjectHoldings {
  /// What stands: not refused, not asked back, not purged, not erased. By partner, epoch and number.
  std::vector<Holding> given;
  std::vector<Holding> taken_back;  ///< what was asked back since, without its copy
  /// Partners from whom this node has every record of the object that it holds. Where it holds one of its own
  /// too, there are none: a reference may then speak of that one, and whoever guesses an id and sends
  /// something under it must not learn from an open reference that it is held here.
  std::set<store::ServiceNumber> known_from;

  /// The last copy that a partner was given of an originator's object, or null.
  [[nodiscard]] const Holding* last(store::ServiceNumber partner,
                                    const exchange::ServiceId& originator) const;
  /// Whether the partner was ever given any.
  [[nodiscard]] bool ever(store::ServiceNumber partner) const;
  /// The last one of any originator, or null.
  [[nodiscard]] const Holding* last(store::ServiceNumber partner) const;
};

/// Looks up who holds what, each object once. Lives within one write or snapshot.
class Holdings {
 public:
  explicit Holdings(store::Reader& reader) : reader_(reader) {}

  /// Stays where it is until this goes. Fails only as the store does.
  Result<const ObjectHoldings*> of(std::string_view id);

  /// From now on a partner holds this as well.
  Result<> add(std::string_view id, Holding holding);
  /// From now on it holds none of this any more.
  void take_back(std::string_view id, store::ServiceNumber partner);

 private:
  Result<> load_given(std::string_view id, ObjectHoldings& found);
  Result<> load_known(std::string_view id, ObjectHoldings& found);

  store::Reader& reader_;
  std::vector<std::int64_t> collections_;  ///< empty: not looked up yet
  std::map<std::string, ObjectHoldings, std::less<>> objects_;
};

/// The body of an envelope as the store keeps it. Fault::internal where it does not read back.
Result<exchange::Body> body_of(std::string_view kept);

}  // namespace tansiq::node

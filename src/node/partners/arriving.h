#pragma once

/// What came from a partner and holds as a chain, looked at for its content before anything is written: on
/// the caller's thread, since parsing and validating cost more than all else.

#include <optional>
#include <string>
#include <vector>

#include "exchange/inbox.h"
#include "handling/conditions.h"
#include "node/node.h"
#include "node/partners/directory.h"

namespace tansiq::node {

/// One envelope with what its content was found to be. Where `item.refused` says why it is not taken, the
/// content is gone: of what is refused only the fact is held.
struct Arrival {
  exchange::Item item;
  store::ServiceNumber originator = store::own_service;
  std::optional<stix::Object> object = {};       ///< of a record
  std::optional<store::Handling> handling = {};  ///< of a record: made from its conditions

  [[nodiscard]] const exchange::Body& body() const { return item.envelope.body; }
  [[nodiscard]] exchange::Kind kind() const { return item.envelope.body.kind; }
  /// The copy; empty where there is no content.
  [[nodiscard]] std::string_view copy() const;
  [[nodiscard]] bool refused() const { return !item.refused.empty(); }
  void refuse(std::string_view reason);
};

/// What the holder of a copy may do with it, as the handling that it keeps beside the record. The basis is
/// the holder's own affair and stays empty.
handling::Handling handling_of(const handling::Conditions& conditions);

/// Looks at each envelope: a record must be one valid STIX object in canonical form, be what its envelope
/// names, claim no author who did not sign, and bring conditions that this node can keep.
std::vector<Arrival> examine(const Directory& directory, const Limits& limits,
                             std::vector<exchange::Item> items);

}  // namespace tansiq::node

#pragma once

#include <functional>

#include "node/node.h"

namespace tansiq::node::acts {

/// What a consultation asks for.
struct Consultation {
  std::string collection;  ///< id or alias
  store::Filter filter;
  std::string detail;  ///< the query as the journal keeps it
  /// Only what is past its review date, for whoever renews or erases it (rules::review); otherwise only what
  /// is not.
  bool past_review = false;
};

/// What came of it.
struct Consulted {
  std::size_t count = 0;
  bool more = false;
  bool held =
      false;  ///< where a single id was asked for and nothing matched: whether any version may be read
  std::optional<Time> first_added, last_added;
};

/// Shows records to the actor, or to a TAXII reader what was released to it: visits what matches, in the
/// order of `added`, after the consultation is durably in the journal. Fault::not_found where the actor may
/// not know of the collection, Fault::forbidden where it may know but not read, Fault::invalid where purpose
/// or basis is missing.
Result<Consulted> consult(Node& node, const Actor& actor, const Consultation& consultation,
                          const std::function<bool(const store::RecordView&)>& visitor);

}  // namespace tansiq::node::acts

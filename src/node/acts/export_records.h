#pragma once

#include <functional>
#include <optional>
#include <string>

#include "node/acts/consult.h"

namespace tansiq::node::acts {

/// One page of an export.
struct ExportPage {
  std::string collection;           ///< id or alias
  std::optional<Time> added_after;  ///< where the page before ended
  bool last_versions = false;       ///< only the last version of each object; else all of them
  std::size_t limit = 1000;         ///< at most Limits::page
};

/// Takes the records of a collection out, page by page in the order of `added`, each page durably in the
/// journal before it is shown. This is for moving a service's own records, not for what a search found.
Result<Consulted> export_records(Node& node, const Actor& actor, const ExportPage& page,
                                 const std::function<bool(const store::RecordView&)>& visitor);

}  // namespace tansiq::node::acts

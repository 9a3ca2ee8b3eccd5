#pragma once

#include <optional>
#include <string>
#include <vector>

#include "handling/handling.h"
#include "node/node.h"

namespace tansiq::node::acts {

/// Which objects of a submission.
struct WhichSubmitted {
  std::string submission;        ///< id of the POST
  std::vector<std::string> ids;  ///< of objects; empty: all that wait
};

struct Adoption {
  WhichSubmitted which;
  std::string collection;  ///< id or alias
  /// Of the records; nothing: they have none and cannot be released. It is never inherited from a record that
  /// is held under the same id: that one may be of somebody else's making.
  std::optional<handling::Handling> handling = {};
  std::string reason = {};
};

struct Adopted {
  std::size_t created = 0, versions = 0, same = 0, conflicts = 0;
  std::vector<std::string> conflict_ids;  ///< held in this version with other content; kept beside
};

/// Files submitted objects as third-party records, in one commit; the journal's entry, which each of the
/// records names, says who brought them. Fault::not_found where none of them waits.
Result<Adopted> adopt(Node& node, const Actor& actor, const Adoption& adoption);

/// Throws submitted objects away: their content is overwritten, the fact stays. Returns how many.
Result<std::size_t> drop_submitted(Node& node, const Actor& actor, const WhichSubmitted& which,
                                   const std::string& reason);

}  // namespace tansiq::node::acts

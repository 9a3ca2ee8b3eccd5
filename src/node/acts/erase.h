#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/node.h"

namespace tansiq::node::acts {

struct Erasure {
  std::string collection;  ///< id or alias
  std::string id;
  store::VersionMatch versions{.first = false, .last = false, .all = true, .exact = {}};
  std::vector<stix::Spec> specs;
  std::string reason;
};

/// What an erasure did.
struct Erased {
  std::size_t versions = 0;
  std::vector<std::string> holders = {};  ///< labels of the partners that were told to erase it, sorted
  std::optional<Time> deadline = {};      ///< of the holders; only where there are any
};

/// Erases versions of an object: content, salts and index entries are overwritten in every file before this
/// returns; the journal keeps the fact. What was released goes from the outboxes too, and everybody who holds
/// it is told in the same commit to erase it, pass the order on and state `purged`; the silent stand as
/// overdue after usual_deadline. The order names the object, also where its id is made from content.
/// Fault::not_found where nothing matches; Fault::forbidden where the actor may not write, or where it was
/// released and the actor is no releasing officer; Fault::invalid where it was released and more than
/// exchange::most_recalled_versions single versions are named.
Result<Erased> erase(Node& node, const Actor& actor, const Erasure& erasure);

}  // namespace tansiq::node::acts

#pragma once

#include "node/node.h"

namespace tansiq::node::acts {

struct Erasure {
  std::string collection;  ///< id or alias
  std::string id;
  store::VersionMatch versions{.first = false, .last = false, .all = true, .exact = {}};
  std::vector<stix::Spec> specs;
  std::string reason;
};

/// Erases versions of an object that was never released: content, salts and index entries are overwritten in
/// every file before this returns; the journal keeps the fact. Returns how many versions went.
/// Fault::not_found where nothing matches, Fault::forbidden where the actor may not write, or where it was
/// released (then it is recalled instead).
Result<std::size_t> erase(Node& node, const Actor& actor, const Erasure& erasure);

}  // namespace tansiq::node::acts

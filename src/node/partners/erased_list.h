#pragma once

/// The signed list of what was erased of what this service had released (exchange/erasures.h), in a file
/// beside the store and outside its backups: after a restore it says what no partner may bring back.

#include <vector>

#include "exchange/erasures.h"
#include "node/node.h"
#include "node/partners/directory.h"

namespace tansiq::node {

/// Adds versions of own records to the list. On the disk when this returns: it is called before the erasure
/// is committed. Does nothing where the node keeps no list (Node::erased_file).
Result<> note_erased(Node& node, const Directory& directory, const std::vector<exchange::RecordKey>& keys);

/// The list; empty where there is none. Fault::forbidden where none of this node's keys signed it.
Result<exchange::Erasures> erased_list(Node& node, const Directory& directory);

}  // namespace tansiq::node

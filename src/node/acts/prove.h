#pragma once

#include <string>

#include "node/node.h"
#include "node/proof/proof_check.h"

namespace tansiq::node::acts {

/// A proof about one thread.
struct Proven {
  std::string bundle;    ///< docs/formats.md, "Proof bundles"
  CheckedProof checked;  ///< what it shows to whoever checks it
};

/// Makes a proof of a thread as this node can give it: which of its objects went out and came in, when, what
/// the partners stated about them, who of this service did what; each under signed heads of the outboxes and
/// a signed checkpoint of the journal, with the sealed checkpoints that partners keep. It holds the content
/// of the thread's objects and names officers: it is made to be given away. What it holds it was checked for
/// as a stranger would; where anything does not hold, nothing is given (Fault::internal).
///
/// Fault::not_found, conflict: as for show_thread.
Result<Proven> prove(Node& node, const Actor& actor, const std::string& root, const std::string& asker);

}  // namespace tansiq::node::acts

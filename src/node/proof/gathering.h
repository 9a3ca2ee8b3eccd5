#pragma once

/// Gathering what a proof of a thread shows, out of one snapshot.

#include <string>
#include <vector>

#include "node/node.h"
#include "node/partners/directory.h"
#include "node/proof/journal_log.h"
#include "node/proof/sealing.h"

namespace tansiq::node {

/// From what a proof is made. All of it outlives the making.
struct ProofSource {
  const Node& node;
  store::Reader& reader;
  const Directory& directory;
  JournalLog::End end;  ///< of the journal; the snapshot is not older
  JournalSigner signer;
};

/// The bundle of a thread, whose objects these are: root and answers. `about`: its first line. Linear in what
/// went between this node and the partners that were concerned from each object to the statement about it.
Result<std::string> gather_proof(const ProofSource& source, const std::string& about,
                                 const std::vector<std::string>& objects);

}  // namespace tansiq::node

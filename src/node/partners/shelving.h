#pragma once

/// What a TAXII reader sees of its outbox. A reader knows no envelopes: it sees objects.

#include "exchange/envelope.h"
#include "node/partners/directory.h"

namespace tansiq::node {

/// Brings a reader's shelf (ExchangeReader::visit_shelf) up to what an envelope that was just appended says,
/// in the same write:
///
/// - A record stands there as its copy, byte for byte, and beside it the version of a note that says under
///   which conditions it may be used.
/// - A recall takes the versions that it covers away. Where no version remains, a bare one stands in their
///   place: type, id, created, modified, revoked. What has no versions is just gone. Its note is revoked.
/// - Nothing else shows.
base::Result<> shelve(store::Transaction& transaction, const Directory& directory, const Peer& reader,
                      const exchange::Envelope& envelope);

}  // namespace tansiq::node

#pragma once

/// Whom the cell's work asks: services that have people who can answer.

#include <vector>

#include "desk/thread.h"
#include "node/partners/ordering.h"

namespace tansiq::node {

struct Asked {
  desk::Service asker;                  ///< this service
  std::vector<desk::Service> services;  ///< in the order of the recipients
  Recipients recipients;
};

/// Faults as of find_recipients(); Fault::not_found where the node has no card, Fault::invalid where a TAXII
/// reader is among them.
Result<Asked> who_is_asked(Node& node, const Addressees& addressees);

}  // namespace tansiq::node

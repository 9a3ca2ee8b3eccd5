#pragma once

/// TAXII 2.1 (OASIS Standard, 10 June 2021): one API root over the collections of the node.
///
/// Choices where the standard leaves room stand in docs/taxii.md.

#include <memory>
#include <string>

#include "node/node.h"
#include "wire/cursor.h"
#include "wire/route.h"

namespace tansiq::wire::taxii {

/// How this service shows itself to TAXII clients.
struct Presentation {
  std::string root = "root";  ///< the API root is /taxii2/<root>/; [a-z0-9-]+
  std::string description;    ///< of the service; may be empty
  std::string contact;        ///< may be empty
};

/// What the handlers of the routes share. Safe from any thread.
struct Service {
  node::Node& node;
  Presentation presentation;
  Cursors cursors;
};

/// The routes below /taxii2/, whose handlers keep `service` alive.
Group make_group(const std::shared_ptr<Service>& service);

/// Makes the service: reads the key of its cursors from the node. Fault::invalid where the name of the root
/// is none.
base::Result<std::shared_ptr<Service>> make_service(node::Node& node, Presentation presentation);

}  // namespace tansiq::wire::taxii

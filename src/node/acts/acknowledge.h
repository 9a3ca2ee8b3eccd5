#pragma once

#include <string>

#include "node/duty/sending.h"

namespace tansiq::node::acts {

/// What an officer says to a warning of another service.
struct Acknowledging {
  std::string warning = {};         ///< id of the root
  std::string asker = {};           ///< this node's name for who warned; needed only where several use the id
  std::string action = "received";  ///< received, acting or declined
  std::string note = {};
  std::string cell = {};  ///< in which both take part; needed only where there are several
  WorkHandling handling = {};
};

/// Says to the service that warned that a person took it: the acknowledgement is filed and released to it, in
/// one commit. A later one stands in the place of the earlier. Fault::not_found: no such warning.
/// Fault::forbidden: this service was not asked, or may not answer. Fault::conflict: the warning is closed.
Result<SentWork> acknowledge(Node& node, const Actor& actor, const Acknowledging& acknowledging);

}  // namespace tansiq::node::acts

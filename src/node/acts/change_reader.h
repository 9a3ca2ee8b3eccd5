#pragma once

#include <optional>
#include <string>

#include "node/partners/readers.h"

namespace tansiq::node::acts {

/// What changes of a TAXII reader; what is not given stays.
struct ReaderChange {
  std::optional<bool> disabled;
  std::optional<std::optional<Time>> expires;
  std::optional<Purpose> purpose;
  std::optional<std::string> password;
};

/// Changes a reader. A disabled one cannot log in and, as a suspended partner, is given nothing but recalls;
/// enabled again, all that it may get is decided anew. To disable alone is open to more officers than the
/// rest. Fault::not_found.
Result<ReaderShown> change_reader(Node& node, const Actor& actor, const std::string& name,
                                  const ReaderChange& change, const std::string& reason);

}  // namespace tansiq::node::acts

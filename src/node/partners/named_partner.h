#pragma once

#include <string_view>

#include "node/partners/directory.h"

namespace tansiq::node {

/// A partner, or a TAXII reader, as an officer names it: by label or id. Fault::not_found, also where the own
/// service is named.
base::Result<const Peer*> partner_named(const Directory& directory, std::string_view name_or_id);

/// The same for a cell in which this service has a member's seat.
base::Result<const JoinedCell*> cell_named(const Directory& directory, std::string_view name_or_id);

/// Checks what officers are to call a partner or cell: a line of at most 100 bytes that nothing else is
/// called and that is not mistaken for an id. `where` names the field.
base::Result<> check_label(const Directory& directory, std::string_view label, std::string_view where);

}  // namespace tansiq::node

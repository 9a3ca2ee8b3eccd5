#pragma once

#include <string>
#include <vector>

#include "node/partners/shown.h"

namespace tansiq::node::acts {

/// All partners, in the order in which they were added.
Result<std::vector<PartnerShown>> list_partners(Node& node, const Actor& actor);

/// One, by label or id. Fault::not_found.
Result<PartnerShown> show_partner(Node& node, const Actor& actor, std::string_view name_or_id);

/// All cells, by label.
Result<std::vector<CellShown>> show_cells(Node& node, const Actor& actor);

/// One, by label or id. Fault::not_found.
Result<CellShown> show_cell(Node& node, const Actor& actor, std::string_view name_or_id);

}  // namespace tansiq::node::acts

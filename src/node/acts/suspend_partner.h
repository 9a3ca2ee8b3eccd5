#pragma once

#include <string>
#include <string_view>

#include "node/partners/shown.h"

namespace tansiq::node::acts {

/// Stops releasing to a partner: from now on it gets recalls and erasures, nothing else. Nothing that it
/// holds is asked back. Fault::conflict where it is suspended already.
Result<PartnerShown> suspend_partner(Node& node, const Actor& actor, std::string_view partner,
                                     const std::string& reason);

/// Takes that back: all that it holds is decided anew, and it hears what its cells did meanwhile.
Result<PartnerShown> resume_partner(Node& node, const Actor& actor, std::string_view partner,
                                    const std::string& reason);

}  // namespace tansiq::node::acts

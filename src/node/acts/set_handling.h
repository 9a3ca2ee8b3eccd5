#pragma once

#include <string>

#include "handling/handling.h"
#include "node/acts/show.h"

namespace tansiq::node::acts {

/// Gives one version of an object another handling; the old one stays in its history. Nothing is released by
/// it. Returns the handling in the form that is kept. Fault::not_found.
Result<handling::Handling> set_handling(Node& node, const Actor& actor, const Which& which,
                                        const handling::Handling& handling, const std::string& reason);

}  // namespace tansiq::node::acts

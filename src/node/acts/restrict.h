#pragma once

#include <string>

#include "handling/handling.h"
#include "node/acts/show.h"

namespace tansiq::node::acts {

/// Restricts one version of an object instead of erasing it, because somebody disputes it: while the reason
/// stands in its handling it is released to nobody, and whoever holds it is asked to remove it. Everything
/// else of the handling stays, and so does the record here. Restricting again changes the reason.
/// Fault::not_found; Fault::invalid without a reason.
Result<handling::Handling> restrict(Node& node, const Actor& actor, const Which& which,
                                    const std::string& reason);

/// Lifts the restriction. What may be released again is proposed to an officer. Fault::not_found: there is no
/// such record, or it is not restricted.
Result<handling::Handling> lift_restriction(Node& node, const Actor& actor, const Which& which,
                                            const std::string& reason);

}  // namespace tansiq::node::acts

#pragma once

/// What acts of releasing give, as the JSON of schema_releases.h.

#include <string>

#include "node/acts/release.h"

namespace tansiq::wire::api {

std::string because(const std::vector<handling::Because>& reasons);
std::string outcome(const node::Outcome& outcome, const std::string& partner);
std::string released(const node::acts::ReleaseDone& done, bool dry_run);

}  // namespace tansiq::wire::api

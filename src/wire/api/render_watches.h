#pragma once

/// Watch rules and what they found, as JSON.

#include <string>

#include "node/duty/watch_book.h"

namespace tansiq::wire::api {

std::string watch_rule_text(const desk::WatchRule& rule);
std::string watch_hit_text(const node::WatchHit& hit);

}  // namespace tansiq::wire::api

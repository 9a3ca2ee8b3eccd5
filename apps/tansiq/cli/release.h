#pragma once

#include <boost/json.hpp>

#include "cli/context.h"

namespace tansiq::cli {

/// Prints what came of an order to release.
void print_released(const Context& context, const boost::json::object& answer);

}  // namespace tansiq::cli

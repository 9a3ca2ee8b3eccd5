#pragma once

/// What is done to a node's folder while no node runs there: init and restore.

#include "cli/context.h"

namespace tansiq::cli {

void add_local(CLI::App& program, Context& context);

/// `tansiq card create`: an identity for a node that was made without one.
void add_card_create(CLI::App& card, Context& context);

}  // namespace tansiq::cli

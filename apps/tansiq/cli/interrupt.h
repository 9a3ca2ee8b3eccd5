#pragma once

/// Ctrl-C in something long: the first one lets what is under way be finished and summed up, a second one
/// ends the program at once.

namespace tansiq::cli {

/// From now on Ctrl-C is only remembered, once.
void heed_interrupts();

/// Whether it came.
bool is_interrupted();

}  // namespace tansiq::cli

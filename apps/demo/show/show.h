#pragma once

/// Plays a story in a running cell and shows what the nodes say meanwhile.

#include <string>
#include <vector>

#include "followers.h"
#include "story.h"

namespace tansiq::demo {

struct ShowOptions {
  Cell cell;
  std::vector<Step> steps;
  std::string origin = "rabat";  ///< whose releases the figures are about
  bool once = false;             ///< end when every release has its receipt
  bool json = false;             ///< figures as JSON; nothing else on standard output
};

/// How a show ends.
enum Ending : int {
  complete = 0,
  incomplete = 1,  ///< a step failed, or a release has no receipt
  again = 10,      ///< somebody asked for a fresh start
};

int show(const ShowOptions& options);

}  // namespace tansiq::demo

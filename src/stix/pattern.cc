#include "stix/pattern.h"

namespace tansiq::stix {

std::vector<Problem> check_pattern(std::string_view pattern) {
  if (pattern.empty()) return {{"", "the pattern is empty", "a STIX pattern", false}};
  return {};
}

}  // namespace tansiq::stix

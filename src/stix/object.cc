#include "stix/object.h"

#include <algorithm>

namespace tansiq::stix {

std::string Problem::text() const {
  std::string text = pointer;
  if (!text.empty()) text += ": ";
  text += what;
  if (!expected.empty()) text += "; " + expected;
  return text;
}

bool refuses(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(),
                     [](const Problem& problem) { return !problem.warning; });
}

std::string_view name_of(Spec spec) {
  return spec == Spec::v2_0 ? "2.0" : "2.1";
}

std::string version_key(std::string_view version) {
  if (version.ends_with('Z')) version.remove_suffix(1);
  if (version.find('.') != std::string_view::npos) {
    while (version.ends_with('0')) version.remove_suffix(1);
    if (version.ends_with('.')) version.remove_suffix(1);
  }
  return std::string(version);
}

}  // namespace tansiq::stix

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stix/json/parse.h"
#include "stix/problem.h"

namespace tansiq::stix::check {

using json::Path;

/// Where a check writes what it finds. Keeps at most so many: a hostile object must not make a long list.
class Findings {
 public:
  explicit Findings(std::vector<Problem>& problems) : problems_(problems) {}

  void error(const Path& path, std::string what, std::string_view expected) {
    add(path, std::move(what), expected, false);
  }
  void warning(const Path& path, std::string what, std::string_view expected) {
    add(path, std::move(what), expected, true);
  }

 private:
  static constexpr std::size_t most_errors = 100;
  static constexpr std::size_t most_warnings = 50;

  void add(const Path& path, std::string&& what, std::string_view expected, bool warning) {
    std::size_t& count = warning ? warnings_ : errors_;
    const std::size_t most = warning ? most_warnings : most_errors;
    if (count < most) problems_.push_back({path.pointer(), std::move(what), std::string(expected), warning});
    if (count == most)
      problems_.push_back({"", "there is more of the kind than is listed here", "", warning});
    ++count;
  }

  std::vector<Problem>& problems_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

}  // namespace tansiq::stix::check

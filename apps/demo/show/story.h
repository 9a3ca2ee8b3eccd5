#pragma once

/// What is done in the demo cell, step by step, as a file that people write.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace tansiq::demo {

/// One command of one city.
struct Step {
  std::string city;
  std::string sentence;              ///< what people are told before it
  std::vector<std::string> command;  ///< arguments of `tansiq`
};

/// Reads a story: a step a line, `CITY | SENTENCE | ARGUMENTS`; empty lines and those that begin with # are
/// left out. An argument with spaces stands in single quotes. The error names the line.
base::Result<std::vector<Step>> read_story(std::string_view text);

/// Splits arguments as above. Fault::invalid where a quote is not closed.
base::Result<std::vector<std::string>> arguments_of(std::string_view text);

}  // namespace tansiq::demo

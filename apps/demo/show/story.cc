#include "story.h"

#include <fmt/format.h>

namespace tansiq::demo {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

base::Result<std::vector<std::string>> arguments_of(std::string_view text) {
  std::vector<std::string> arguments;
  std::string argument;
  bool begun = false;
  bool quoted = false;
  for (const char c : text) {
    if (c == '\'') {
      quoted = !quoted;
      begun = true;
    } else if (!quoted && (c == ' ' || c == '\t')) {
      if (begun) arguments.push_back(std::move(argument));
      argument.clear();
      begun = false;
    } else {
      argument += c;
      begun = true;
    }
  }
  if (quoted) return base::fail(base::Fault::invalid, "a quote is not closed");
  if (begun) arguments.push_back(std::move(argument));
  return arguments;
}

base::Result<std::vector<Step>> read_story(std::string_view text) {
  std::vector<Step> steps;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
    if (line.empty() || line.starts_with('#')) continue;
    const auto first = line.find('|');
    const auto second = first == std::string_view::npos ? first : line.find('|', first + 1);
    const auto where = fmt::format("line {}", number);
    if (second == std::string_view::npos)
      return base::fail(base::Fault::invalid, "is no step", where, "CITY | SENTENCE | ARGUMENTS");
    auto arguments = arguments_of(line.substr(second + 1));
    if (!arguments) return base::fail(base::Fault::invalid, arguments.error().what, where);
    steps.push_back({std::string(trimmed(line.substr(0, first))),
                     std::string(trimmed(line.substr(first + 1, second - first - 1))),
                     std::move(*arguments)});
  }
  return steps;
}

}  // namespace tansiq::demo

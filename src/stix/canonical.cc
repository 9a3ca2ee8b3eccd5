#include "stix/canonical.h"

#include "stix/json/parse.h"
#include "stix/json/write.h"

namespace tansiq::stix {

base::Result<std::string> canonical(std::string_view json, std::size_t depth) {
  json::Parser parser;
  if (const auto parsed = parser.parse(json, depth); !parsed) return base::fail(parsed);
  std::vector<Problem> problems;
  const json::Value value = parser.top(problems);
  if (!problems.empty()) {
    Problem& first = problems.front();
    return base::fail(base::Fault::invalid, std::move(first.what), std::move(first.pointer),
                      std::move(first.expected));
  }
  std::string text;
  text.reserve(json.size());
  json::append(text, value);
  return text;
}

}  // namespace tansiq::stix

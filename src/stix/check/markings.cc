#include <charconv>
#include <fmt/format.h>

#include "stix/check/checker.h"
#include "stix/check/forms.h"

namespace tansiq::stix::check {
namespace {

/// Whether the steps of a well-formed selector lead to a value.
bool leads_somewhere(const Value& object, std::string_view selector) {
  const Value* at = &object;
  while (at != nullptr && !selector.empty()) {
    const std::size_t dot = selector.find('.');
    const std::string_view step = selector.substr(0, dot);
    selector = dot == std::string_view::npos ? std::string_view{} : selector.substr(dot + 1);
    if (step.front() != '[') {
      at = at->find(step);
      continue;
    }
    std::size_t index = 0;
    const auto read = std::from_chars(step.data() + 1, step.data() + step.size() - 1, index);
    const bool inside = read.ec == std::errc{} && at->is(Kind::array) && index < at->members().size();
    at = inside ? &at->members()[index] : nullptr;
  }
  return at != nullptr;
}

}  // namespace

void granular_markings(const Value& object, Findings& findings) {
  const Value* markings = object.find("granular_markings");
  if (markings == nullptr || !markings->is(Kind::array)) return;
  const Path top{};
  const Path list{&top, "granular_markings"};
  std::size_t index = 0;
  for (const Value& marking : markings->members()) {
    const Path item{&list, {}, index++};
    const Path selectors_at{&item, "selectors"};
    const Value* selectors = marking.find("selectors");
    if (selectors == nullptr || !selectors->is(Kind::array)) continue;
    std::size_t place = 0;
    for (const Value& selector : selectors->members()) {
      const Path at{&selectors_at, {}, place++};
      if (!selector.is(Kind::string) || form(tables::Form::selector, selector.text())) continue;
      if (!leads_somewhere(object, selector.text())) {
        findings.error(
            at, fmt::format("'{}' selects nothing in this object", json::beginning_of(selector.text(), 100)),
            "a property that is there");
      }
    }
  }
}

}  // namespace tansiq::stix::check

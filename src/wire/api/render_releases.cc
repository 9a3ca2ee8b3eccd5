#include "wire/api/render_releases.h"

#include "wire/api/render.h"

namespace tansiq::wire::api {

std::string because(const std::vector<handling::Because>& reasons) {
  return list_of(reasons, [](const handling::Because& because) {
    ObjectText text;
    text.text("reason", handling::name_of(because.reason));
    if (!because.subject.empty()) text.text("subject", because.subject);
    return text.boolean("against", handling::is_against(because.reason)).done();
  });
}

std::string outcome(const node::Outcome& outcome, const std::string& partner) {
  return ObjectText()
      .text("id", outcome.id)
      .text("version", outcome.version)
      .text("partner", partner)
      .text("outcome", node::name_of(outcome.kind))
      .boolean("whole", outcome.whole)
      .raw("reasons", because(outcome.reasons))
      .text("sentence", node::sentence(outcome, partner))
      .done();
}

std::string released(const node::acts::ReleaseDone& done, bool dry_run) {
  const auto& ordering = done.ordering;
  const auto name_of = [&](store::ServiceNumber number) {
    const auto found = done.partners.find(number);
    return found == done.partners.end() ? std::string() : found->second;
  };
  ObjectText text;
  text.text("order", ordering.order).boolean("dry_run", dry_run);
  if (!done.cell.empty()) text.text("cell", done.cell);
  return text
      .raw("partners", list_of(done.partners,
                               [](const auto& partner) {
                                 std::string json;
                                 append_string(json, partner.second);
                                 return json;
                               }))
      .number("records", ordering.records)
      .number("released", ordering.tally.released)
      .number("held", ordering.tally.held)
      .number("waiting", ordering.tally.waiting)
      .number("withheld", ordering.tally.withheld)
      .raw("outcomes", list_of(ordering.outcomes,
                               [&](const node::Outcome& one) { return outcome(one, name_of(one.partner)); }))
      .boolean("complete", ordering.complete)
      .done();
}

}  // namespace tansiq::wire::api

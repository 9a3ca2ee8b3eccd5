// Handling, conditions and activities as JSON, and any record under a decision: what is accepted is written
// back to the same bytes, and a copy never holds what was cut.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "handling/decide.h"
#include "handling/redact.h"
#include "stix/canonical.h"

namespace {

using namespace tansiq;
using namespace tansiq::handling;

void expect(bool holds) {
  if (!holds) std::abort();
}

void formats(std::string_view text) {
  if (const auto handling = parse(text)) {
    const auto written = render(*handling);
    expect(stix::canonical(written) == written);
    expect(parse(written) == handling);
  }
  if (const auto policy = parse_policy(text)) expect(parse_policy(render(*policy)) == policy);
  if (const auto conditions = parse_conditions(text))
    expect(parse_conditions(render(*conditions)) == conditions);
  if (const auto activity = parse_activity(text)) expect(parse_activity(render(*activity)) == activity);
}

void decision(const RecordView& record) {
  Handling handling;
  handling.grade = "B2";
  handling.tlp = Tlp::amber;
  handling.releasable_to = {"madrid"};
  handling.purpose = "p";
  handling.basis = "b";
  handling.review = Time::max();
  handling.properties = {{"/description", {}}, {"/labels/0", {}}};
  const Partner partner{"e", "madrid", "ES", PartnerRole::member, true, false};
  const Agreement agreements[] = {{"a", {"ES"}, {"intelligence"}, {}, {}, {}}};
  const Order order{"officer", false, "", {}};
  const ActPurpose purpose{"p", "b"};
  const auto decision = decide(Question{.record = record,
                                        .handling = handling,
                                        .partner = partner,
                                        .agreements = agreements,
                                        .order = order,
                                        .purpose = purpose});
  expect(!sentence(decision, partner).empty());
  if (!decision.release) return expect(decision.copy(record).empty());
  const std::string copy(decision.copy(record));
  expect(stix::canonical(copy) == copy);
  const auto view = RecordView::read(copy);
  expect(view.has_value() && view->at("/description") == nullptr && view->mentions().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  formats(text);
  if (const auto canonical = stix::canonical(text))
    if (const auto record = RecordView::read(*canonical)) decision(*record);
  return 0;
}

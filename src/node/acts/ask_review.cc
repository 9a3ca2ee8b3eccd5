#include "node/acts/ask_review.h"

#include "node/duty/asking.h"
#include "node/duty/work_objects.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

Result<> check_deadline(const boost::json::object& properties, Time now) {
  const auto* by = properties.if_contains("report_by");
  if (by == nullptr) return {};
  const auto time = by->is_string() ? base::parse_time(std::string(by->get_string()))
                                    : Result<Time>(fail(Fault::invalid, "no instant"));
  if (!time || *time <= now)
    return fail(Fault::invalid, "it says no time to come", "/report_by", "an instant, 2026-05-03T12:00:00Z");
  return {};
}

}  // namespace

Result<SentWork> ask_review(Node& node, const Actor& actor, const ReviewWanted& wanted) {
  if (auto may = permit(actor, rules::ask_review); !may) return fail(may);
  auto properties = properties_of(wanted.properties);
  if (!properties) return fail(properties);
  const auto now = node.clock();
  if (auto checked = check_deadline(*properties, now); !checked) return fail(checked);
  const auto asked = who_is_asked(node, wanted.addressees);
  if (!asked) return fail(asked);
  const auto report = attack_of(*std::move(properties), asked->services, actor.name, {asked->asker, now});
  if (!report) return fail(report);
  return file_and_release(node, actor, rules::ask_review, *report, wanted.handling, asked->recipients,
                          "review");
}

}  // namespace tansiq::node::acts

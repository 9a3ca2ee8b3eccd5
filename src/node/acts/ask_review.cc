#include "node/acts/ask_review.h"

#include "node/duty/asking.h"
#include "node/duty/work_objects.h"

namespace tansiq::node::acts {

using base::fail;

Result<SentWork> ask_review(Node& node, const Actor& actor, const ReviewWanted& wanted) {
  if (auto may = permit(actor, rules::ask_review); !may) return fail(may);
  auto properties = properties_of(wanted.properties);
  if (!properties) return fail(properties);
  const auto now = node.clock();
  if (auto checked = check_to_come(*properties, "report_by", now); !checked) return fail(checked);
  const auto asked = who_is_asked(node, wanted.addressees);
  if (!asked) return fail(asked);
  const auto report = attack_of(*std::move(properties), asked->services, actor.name, {asked->asker, now});
  if (!report) return fail(report);
  return file_and_release(node, actor, rules::ask_review, *report, wanted.handling, asked->recipients,
                          "review");
}

}  // namespace tansiq::node::acts

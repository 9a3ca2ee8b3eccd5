#include "node/acts/raise_warning.h"

#include "node/duty/asking.h"
#include "node/duty/work_objects.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<SentWork> raise_warning(Node& node, const Actor& actor, const WarningWanted& wanted) {
  if (auto may = permit(actor, rules::raise_warning); !may) return fail(may);
  auto properties = properties_of(wanted.properties);
  if (!properties) return fail(properties);
  const auto now = node.clock();
  // Silence can only be told from an answer where there is still time to answer.
  if (!properties->contains("acknowledge_by"))
    return fail(Fault::invalid, "it does not say by when somebody must acknowledge it", "/acknowledge_by",
                "an instant, 2026-05-01T11:00:00Z");
  if (auto checked = check_to_come(*properties, "acknowledge_by", now); !checked) return fail(checked);
  const auto asked = who_is_asked(node, wanted.addressees);
  if (!asked) return fail(asked);
  const auto warning = warning_of(*std::move(properties), asked->services, {asked->asker, now});
  if (!warning) return fail(warning);
  return file_and_release(node, actor, rules::raise_warning, *warning, wanted.handling, asked->recipients,
                          "warning");
}

}  // namespace tansiq::node::acts

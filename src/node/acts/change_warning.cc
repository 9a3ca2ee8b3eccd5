#include "node/acts/change_warning.h"

#include "node/duty/work_objects.h"
#include "stix/change.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<Successor> change_warning(Node& node, const Actor& actor, const WarningChange& change) {
  if (auto may = permit(actor, rules::change_warning); !may) return fail(may);
  if (!change.id.starts_with("threat-warning--"))
    return fail(Fault::invalid, "this is no warning", "id", "tansiq thread list shows them");
  auto patch = properties_of(change.changes.empty() ? "{}" : change.changes);
  if (!patch) return fail(patch);
  if (patch->empty() && !change.cancel)
    return fail(Fault::invalid, "nothing would change", {}, "say what is different now, or cancel it");
  for (const auto* kept : {"addressed_refs", "message_type", "status"})
    if (patch->contains(kept))
      return fail(Fault::invalid, "this cannot change in a warning that went out", "/" + std::string(kept),
                  "cancel it, and raise another one that supersedes it");
  (*patch)["message_type"] = change.cancel ? "cancel" : "update";
  const auto text = boost::json::serialize(*patch);
  return follow(node, actor, rules::change_warning, "records", change.id, change.if_version, change.reason,
                [&](stix::Reader& reader, const stix::Object& previous) {
                  return stix::next_version(reader, previous, text, node.clock());
                });
}

}  // namespace tansiq::node::acts

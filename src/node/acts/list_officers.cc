#include "node/acts/list_officers.h"

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

Result<std::vector<Enrolment>> list(Node& node, const Actor& actor, store::Principal::Kind kind,
                                    std::string_view subject) {
  if (auto may = permit(actor, rules::list_officers); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::list_officers, subject, {})); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  return enrolments(**reader, kind);
}

}  // namespace

Result<std::vector<Enrolment>> list_officers(Node& node, const Actor& actor) {
  return list(node, actor, store::Principal::Kind::officer, "officers");
}

Result<std::vector<Enrolment>> list_accounts(Node& node, const Actor& actor) {
  return list(node, actor, store::Principal::Kind::account, "accounts");
}

}  // namespace tansiq::node::acts

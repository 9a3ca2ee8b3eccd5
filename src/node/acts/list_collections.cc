#include "node/acts/list_collections.h"

#include "node/rules.h"

namespace tansiq::node::acts {

using base::fail;

Result<std::vector<CollectionAccess>> list_collections(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::list_collections); !may) return fail(may);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  return all_of(**reader, actor, Need::know);
}

Result<CollectionAccess> find_collection(Node& node, const Actor& actor, std::string_view id_or_alias) {
  if (auto may = permit(actor, rules::list_collections); !may) return fail(may);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  return find(**reader, actor, id_or_alias, Need::know);
}

}  // namespace tansiq::node::acts

#include "node/acts/list_readers.h"

#include "node/rules.h"

namespace tansiq::node::acts {

using base::fail;

Result<std::vector<ReaderShown>> list_readers(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::list_partners); !may) return fail(may);
  const auto snapshot = node.store.read();
  if (!snapshot) return fail(snapshot);
  const auto directory = node.directories->of(**snapshot);
  if (!directory) return fail(directory);
  std::vector<ReaderShown> all;
  for (const auto* peer : (*directory)->partners()) {
    if (!peer->is_reader()) continue;
    auto shown = reader_shown(**snapshot, *peer);
    if (!shown) return fail(shown);
    all.push_back(std::move(*shown));
  }
  return all;
}

}  // namespace tansiq::node::acts

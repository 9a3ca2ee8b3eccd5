#include "node/acts/list_onward.h"

#include <algorithm>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

OnwardShown shown(store::Reader& reader, const Directory& directory, OnwardAsk ask) {
  OnwardShown one;
  const auto copy =
      ask.side == OnwardAsk::Side::ours ? received_copy(reader, ask.copy) : released_copy(reader, ask.copy);
  if (copy && *copy) {
    one.id = (*copy)->id;
    one.version = (*copy)->version;
  }
  const auto* partner = directory.find(ask.copy.service);
  if (partner != nullptr) one.partner = partner->label();
  const auto* recipient = directory.find(ask.recipient);
  one.recipient = recipient != nullptr ? recipient->label() : exchange::to_text(ask.recipient);
  one.ask = std::move(ask);
  return one;
}

Result<std::vector<OnwardShown>> list_onward(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::list_exchange); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::list_exchange, "onward", "questions")); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  std::vector<OnwardShown> listed;
  for (const auto side : {OnwardAsk::Side::theirs, OnwardAsk::Side::ours}) {
    auto asks = onward_asks(**reader, side);
    if (!asks) return fail(asks);
    for (auto& ask : *asks)
      if (ask.state != OnwardAsk::State::followed)
        listed.push_back(shown(**reader, **directory, std::move(ask)));
  }
  std::stable_partition(listed.begin(), listed.end(),
                        [](const OnwardShown& one) { return one.ask.state == OnwardAsk::State::waiting; });
  return listed;
}

}  // namespace tansiq::node::acts

#include "node/acts/list_faults.h"

#include "node/journaling.h"
#include "node/partners/named_partner.h"

namespace tansiq::node::acts {

using base::fail;

Result<std::vector<FaultShown>> list_faults(Node& node, const Actor& actor, const std::string& partner,
                                            bool cleared) {
  if (auto may = permit(actor, rules::list_faults); !may) return fail(may);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  std::string service;
  if (!partner.empty()) {
    const auto peer = partner_named(**directory, partner);
    if (!peer) return fail(peer);
    service = exchange::to_text((*peer)->service());
  }
  const auto faults = pair_faults(**reader, service);
  if (!faults) return fail(faults);
  std::vector<FaultShown> shown;
  for (const auto& [whose, fault] : *faults) {
    if (!fault.stands() && !cleared) continue;
    const auto id = exchange::digest_from(whose);
    const auto* peer = id ? (*directory)->find(*id) : nullptr;
    shown.push_back({peer != nullptr ? peer->label() : whose, fault});
  }
  return shown;
}

}  // namespace tansiq::node::acts

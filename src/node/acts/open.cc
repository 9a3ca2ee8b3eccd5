#include "node/acts/open.h"

#include <set>

#include "node/journaling.h"
#include "node/partners/outgoing.h"
#include "node/partners/statements.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<Opened> open(Node& node, const Actor& actor, const std::string& id) {
  if (auto may = permit(actor, rules::open); !may) return fail(may);
  Opened opened;
  auto written =
      commit(node, id.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        opened = {};
        bool held = false;
        std::vector<store::EnvelopeName> fresh;
        const auto visited =
            transaction.exchange().visit_arrivals(id, [&](const store::ArrivalView& arrival) {
              if (arrival.kind != exchange::Kind::record || !arrival.refused.empty() || arrival.purged)
                return true;
              held = true;
              if (!arrival.opened) fresh.push_back(arrival.name);
              return true;
            });
        if (!visited) return fail(visited);
        if (!held)
          return fail(Fault::not_found, "nothing of it came from a partner", "id",
                      "tansiq inbox shows what came");
        if (fresh.empty()) return {};
        const auto act = transaction.append(entry_of(actor, rules::open, id, {}));
        if (!act) return fail(act);
        std::set<std::string> partners;
        for (const auto& name : fresh) {
          if (auto set = transaction.exchange_writer().set_opened(name); !set) return set;
          if (const auto* peer = outgoing.directory().find(name.service)) partners.insert(peer->label());
        }
        opened.versions = fresh.size();
        opened.partners.assign(partners.begin(), partners.end());
        return state_of(outgoing, exchange::Receipt::Kind::opened, std::move(fresh), *act);
      });
  if (!written) return fail(written);
  return opened;
}

}  // namespace tansiq::node::acts

#include "node/acts/clear_fault.h"

#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/bell.h"
#include "node/partners/named_partner.h"
#include "node/partners/outgoing.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<FaultShown> clear_fault(Node& node, const Actor& actor, const std::string& partner,
                               std::int64_t number, const std::string& reason) {
  if (auto may = permit(actor, rules::clear_fault); !may) return fail(may);
  if (reason.empty()) return fail(Fault::invalid, "no reason is given", "reason", "say what was found out");
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return fail(checked);
  FaultShown shown;
  auto written =
      commit(node, reason.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto peer = partner_named(outgoing.directory(), partner);
        if (!peer) return fail(peer);
        const auto entry =
            transaction.append(entry_of(actor, rules::clear_fault, exchange::to_text((*peer)->service()),
                                        fmt::format("{}, fault {}: {}", (*peer)->label(), number, reason)));
        if (!entry) return fail(entry);
        auto cleared = mark_cleared(transaction, (*peer)->service(), number, actor.name, *entry);
        if (!cleared) return fail(cleared);
        if (cleared->word == pair_fault::restored) {
          // What the partner may hold of what this node has forgotten, no recall reaches any more.
          if (!actor.has(Role::administrator))
            return fail(Fault::forbidden, "only an administrator lets a restored node go on without it",
                        "fault", "what this partner holds of the time since the backup would be lost");
          if (auto gone =
                  remove_paper(transaction, paper::lost_epoch, exchange::to_text((*peer)->service()), 1);
              !gone)
            return gone;
        }
        if (cleared->stops_the_inbox()) {
          const auto inbox = transaction.exchange().inbox((*peer)->number());
          if (!inbox) return fail(inbox);
          if (auto put = transaction.exchange_writer().put((*peer)->number(), exchange::clear(*inbox)); !put)
            return put;
        }
        outgoing.say(
            {.what = Happening::What::cleared, .partner = (*peer)->label(), .detail = cleared->word});
        shown = {(*peer)->label(), *std::move(cleared)};
        return {};
      });
  if (!written) return fail(written);
  node.bell->ring_all();  // who follows the partner waits for this
  return shown;
}

}  // namespace tansiq::node::acts

#include "node/acts/suspend_partner.h"

#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/cell_documents.h"
#include "node/partners/named_partner.h"
#include "node/partners/outgoing.h"
#include "node/partners/papers.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

Result<PartnerShown> change(Node& node, const Actor& actor, const Rule& rule, std::string_view name,
                            const std::string& reason, bool suspended) {
  if (auto may = permit(actor, rule); !may) return fail(may);
  if (reason.empty()) return fail(Fault::invalid, "no reason is given", "reason", "say why");
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return fail(checked);
  PartnerShown shown;
  auto written =
      commit(node, reason.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto peer = partner_named(outgoing.directory(), name);
        if (!peer) return fail(peer);
        store::Partner partner = (*peer)->partner;
        if (partner.suspended == suspended)
          return fail(Fault::conflict, suspended ? "it is suspended already" : "it is not suspended",
                      partner.label);
        partner.suspended = suspended;
        const auto entry = transaction.append(entry_of(actor, rule, exchange::to_text(partner.service),
                                                       fmt::format("{}: {}", partner.label, reason)));
        if (!entry) return fail(entry);
        if (auto put = transaction.exchange_writer().put(partner); !put) return fail(put);
        if (auto changed = directory_changed(transaction); !changed) return changed;
        if (auto fresh = outgoing.refresh(*node.directories); !fresh) return fresh;
        const auto* now = outgoing.directory().find(partner.number);
        if (!suspended) {
          if (auto queued = outgoing.queue({0, transaction.now(), {}, partner.number, "resumed"}); !queued)
            return queued;
          if (auto told = tell_cells(transaction, outgoing, node, *now, *entry); !told) return told;
        }
        auto seen = partner_shown(transaction.exchange(), outgoing.directory(), *now);
        if (!seen) return fail(seen);
        shown = std::move(*seen);
        return {};
      });
  if (!written) return fail(written);
  return shown;
}

}  // namespace

Result<PartnerShown> suspend_partner(Node& node, const Actor& actor, std::string_view partner,
                                     const std::string& reason) {
  return change(node, actor, rules::suspend_partner, partner, reason, true);
}

Result<PartnerShown> resume_partner(Node& node, const Actor& actor, std::string_view partner,
                                    const std::string& reason) {
  return change(node, actor, rules::resume_partner, partner, reason, false);
}

}  // namespace tansiq::node::acts

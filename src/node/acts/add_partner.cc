#include "node/acts/add_partner.h"

#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/card_file.h"
#include "node/partners/cell_documents.h"
#include "node/partners/named_partner.h"
#include "node/partners/papers.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

Result<> check_fingerprint(Node& node, const Actor& actor, const exchange::CardChain& cards,
                           const NewPartner& partner) {
  if (partner.fingerprint.empty())
    return fail(Fault::invalid, "no fingerprint is given", "fingerprint",
                "let the partner's people read it to you over another channel, and give what you heard");
  if (exchange::fingerprint_matches(cards.service(), partner.fingerprint)) return {};
  const auto entered =
      enter(node, entry_of(actor, rules::add_partner, exchange::to_text(cards.service()),
                           fmt::format("{}: refused, another fingerprint was heard", partner.label)));
  if (!entered) return fail(entered);
  // The right digits are not shown: they would be copied instead of compared.
  return fail(
      Fault::forbidden, "this is not the fingerprint of these cards", "fingerprint",
      "ask again, digit by digit; where it still differs, the file is not that service's: throw it away");
}

}  // namespace

Result<PartnerShown> add_partner(Node& node, const Actor& actor, const NewPartner& partner) {
  if (auto may = permit(actor, rules::add_partner); !may) return fail(may);
  const auto cards = read_card_file(partner.cards);
  if (!cards) return fail(cards);
  if (auto same = check_fingerprint(node, actor, *cards, partner); !same) return fail(same);

  PartnerShown shown;
  auto written = commit(
      node, partner.cards.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto& directory = outgoing.directory();
        if (!directory.has_identity())
          return fail(Fault::not_found, "this node has no card yet", {},
                      "stop it and run tansiq card create");
        if (const auto* known = directory.find(cards->service()); known != nullptr)
          return fail(Fault::conflict,
                      known->number() == store::own_service
                          ? "this is this node's own card"
                          : fmt::format("this service is a partner already: {}", known->label()),
                      "cards");
        if (auto checked = check_label(directory, partner.label, "label"); !checked) return checked;
        const auto entry =
            transaction.append(entry_of(actor, rules::add_partner, exchange::to_text(cards->service()),
                                        fmt::format("{}, card {}", partner.label, cards->newest().number)));
        if (!entry) return fail(entry);
        store::Partner added;
        added.service = cards->service();
        added.label = partner.label;
        const auto number = transaction.exchange_writer().put(added);
        if (!number) return fail(number);
        for (const auto& card : card_papers(*cards, *entry))
          if (auto put = put_paper(transaction, card); !put) return put;
        if (auto fresh = outgoing.refresh(*node.directories); !fresh) return fresh;
        const auto* peer = outgoing.directory().find(*number);
        if (auto told = tell_cells(transaction, outgoing, node, *peer, *entry); !told) return told;
        if (auto waited = take_waiting(transaction, outgoing, node, *entry); !waited) return waited;
        auto now =
            partner_shown(transaction.exchange(), outgoing.directory(), *outgoing.directory().find(*number));
        if (!now) return fail(now);
        shown = std::move(*now);
        return {};
      });
  if (!written) return fail(written);
  return shown;
}

}  // namespace tansiq::node::acts

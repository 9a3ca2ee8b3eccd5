#include "node/acts/begin_service.h"

#include <fmt/format.h>

#include "exchange/card.h"
#include "node/partners/identity.h"
#include "node/partners/outgoing.h"
#include "node/partners/papers.h"
#include "node/rules.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<exchange::ServiceId> begin_service(Node& node, std::string_view officer, std::string_view card) {
  const auto chain = exchange::CardChain::begin(card);
  if (!chain) return fail(chain);
  if (!node.identity || node.identity->key_of(chain->newest()) == nullptr)
    return fail(Fault::invalid, "the node has no key that this card names", "keys");
  auto written =
      commit(node, card.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        if (outgoing.directory().has_identity())
          return fail(Fault::conflict, "this node has a card already", {},
                      "tansiq card rotate issues the next one");
        const auto entry = transaction.append({.act = std::string(rules::issue_card.act),
                                               .actor = std::string(officer),
                                               .subject = exchange::to_text(chain->service()),
                                               .detail = "card 1"});
        if (!entry) return fail(entry);
        store::Partner own;
        own.service = chain->service();
        own.label = chain->newest().name;
        if (auto put = transaction.exchange_writer().put(own, true); !put) return fail(put);
        return put_paper(transaction, {std::string(paper::card),
                                       exchange::to_text(chain->service()),
                                       1,
                                       chain->documents().front().text(),
                                       {},
                                       *entry});
      });
  if (!written) return fail(written);
  return chain->service();
}

}  // namespace tansiq::node::acts

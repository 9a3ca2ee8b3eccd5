#include "node/acts/show_card.h"

#include "exchange/envelope.h"
#include "node/partners/directory.h"
#include "node/partners/signing.h"
#include "node/rules.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<OwnCard> show_card(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::show_card); !may) return fail(may);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto* own = (*directory)->own();
  if (own == nullptr || !own->cards)
    return fail(Fault::not_found, "this node has no card yet", {}, "stop it and run tansiq card create");
  OwnCard shown{own->service(), own->cards->newest(), own->cards->documents(), std::nullopt};
  if (const auto key = own_key(node, **directory)) shown.signing = (*key)->id();
  return shown;
}

Result<std::vector<OutboxEnd>> outbox_ends(Node& node, const Actor& actor, std::optional<Time> until) {
  if (auto may = permit(actor, rules::issue_card); !may) return fail(may);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  std::vector<OutboxEnd> ends;
  for (const auto* partner : (*directory)->partners()) {
    if (partner->is_reader()) continue;
    const auto outbox = (*reader)->exchange().outbox(partner->number());
    if (!outbox) return fail(outbox);
    OutboxEnd end{partner->service(), partner->label(), outbox->epoch, outbox->number, outbox->chain};
    if (until) {
      end.number = 0;
      end.chain = exchange::genesis(outbox->sender, outbox->recipient, outbox->epoch);
      auto visited = (*reader)->exchange().visit_outbox({partner->number(), outbox->epoch, 0},
                                                        [&](const store::ReleaseView& release) {
                                                          if (release.added > *until) return false;
                                                          end.number = release.name.number;
                                                          end.chain = release.chain;
                                                          return true;
                                                        });
      if (!visited) return fail(visited);
    }
    ends.push_back(std::move(end));
  }
  return ends;
}

}  // namespace tansiq::node::acts

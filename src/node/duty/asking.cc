#include "node/duty/asking.h"

#include "exchange/card.h"
#include "node/partners/directory.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

Result<Asked> who_is_asked(Node& node, const Addressees& addressees) {
  Asked asked;
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto* own = (*directory)->own();
  if (own == nullptr) return fail(Fault::not_found, "this node has no card yet", {}, "tansiq card show");
  asked.asker = exchange::identity_of(own->service());
  auto found = find_recipients(**directory, addressees);
  if (!found) return fail(found);
  asked.recipients = *std::move(found);
  for (const auto number : asked.recipients.partners) {
    const auto* peer = (*directory)->find(number);
    if (peer->is_reader())
      return fail(Fault::invalid, "a TAXII reader has nobody who could answer", "to", peer->label());
    asked.services.push_back(exchange::identity_of(peer->service()));
  }
  return asked;
}

}  // namespace tansiq::node

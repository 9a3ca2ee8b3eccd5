#include "node/partners/signing.h"

#include "node/partners/identity.h"

namespace tansiq::node {

using base::fail;
using base::Fault;

Result<const exchange::SigningKey*> own_key(const Node& node, const Directory& directory) {
  const auto* own = directory.own();
  if (own == nullptr || !own->cards)
    return fail(Fault::not_found, "this node has no card yet", {}, "stop it and run tansiq card create");
  const auto* key = node.identity ? node.identity->key_of(own->cards->newest()) : nullptr;
  if (key == nullptr)
    return fail(Fault::not_found, "no key of this node's newest card is in its folder of keys", {},
                "put the key back, or issue a card with a new one: tansiq card rotate");
  return key;
}

}  // namespace tansiq::node

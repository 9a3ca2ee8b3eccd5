#include "node/rehandling.h"

namespace tansiq::node {

using base::fail;

Result<> rehandle(store::Transaction& transaction, Outgoing& outgoing, const HeldRecord& record,
                  const handling::Handling& normal, std::int64_t act) {
  const auto interned = transaction.intern({handling::render(normal), normal.review});
  if (!interned) return fail(interned);
  if (auto set = transaction.set_handling(record.number, *interned, act); !set) return set;
  const auto released = transaction.released(record.id);
  if (!released) return fail(released);
  if (!*released) return {};
  return outgoing.queue({.number = 0,
                         .due = transaction.now(),
                         .id = record.id,
                         .recipient = store::own_service,
                         .cause = "handling"});
}

}  // namespace tansiq::node

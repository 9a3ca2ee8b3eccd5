#include "node/acts/erase.h"

#include <fmt/format.h>

#include "node/access.h"
#include "node/held.h"
#include "node/journaling.h"
#include "node/leads.h"
#include "node/name_index.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<std::size_t> erase(Node& node, const Actor& actor, const Erasure& erasure) {
  if (auto may = permit(actor, rules::erase); !may) return fail(may);
  if (auto checked = base::check_line(erasure.reason, most_line_bytes, "reason"); !checked)
    return fail(checked);
  std::int64_t collection = 0;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    // An officer may by office; an account only where it may both read and write.
    const bool is_officer = actor.kind == store::Principal::Kind::officer;
    const auto access = holder_of(**reader, actor, erasure.collection, erasure.id,
                                  is_officer ? Need::read : Need::read_and_write);
    if (!access) return fail(access);
    collection = access->collection.number;
    // What is past its review date, an account cannot know of.
    if (!is_officer) {
      const auto known = load_versions(**reader, collection, erasure.id, 1, current_at(node.clock()));
      if (!known) return fail(known);
      if (known->empty()) return not_held(erasure.id);
    }
  }
  std::size_t erased = 0;
  auto written = node.store.write(erasure.id.size(), [&](store::Transaction& transaction) -> Result<> {
    const auto released = transaction.released(erasure.id);
    if (!released) return fail(released);
    if (*released)
      return fail(Fault::forbidden, "this was released to others and cannot just be erased", "id",
                  "every holder removes it after: tansiq recall ID");
    const auto entry = transaction.append(entry_of(actor, rules::erase, erasure.id, erasure.reason));
    if (!entry) return fail(entry);
    const auto count = transaction.erase(collection, erasure.id, erasure.versions, erasure.specs, *entry);
    if (!count) return fail(count);
    if (*count == 0) return fail(Fault::not_found, "no such version of it is held", "version");
    erased = *count;
    return drop_leads(transaction, erasure.id);
  });
  if (!written) return fail(written);
  if (node.name_index)
    if (auto forgotten = node.name_index->forget(collection, erasure.id); !forgotten) return fail(forgotten);
  return erased;
}

}  // namespace tansiq::node::acts

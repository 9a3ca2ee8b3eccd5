#include "node/acts/verify_journal.h"

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<Verified> verify_journal(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::verify_journal); !may) return fail(may);
  const auto own = enter(node, entry_of(actor, rules::verify_journal, {}, {}));
  if (!own) return fail(own);
  Verified verified;
  while (verified.entries < *own) {
    // A reader for each page: one old view would keep the write-ahead log from shrinking.
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    store::JournalFilter page;
    page.from = verified.entries + 1;
    page.limit = 10'000;
    const auto entries = (*reader)->journal(page);
    if (!entries) return fail(entries);
    for (const auto& entry : *entries) {
      if (verified.entries == *own) break;
      if (auto holds = journal::verify(entry, verified.entries, verified.head); !holds) {
        verified.broken_at = verified.entries + 1;
        verified.what = holds.error().text();
        return verified;
      }
      verified.entries = entry.number;
      verified.head = entry.hash;
    }
    if (entries->empty()) {
      verified.broken_at = verified.entries + 1;
      verified.what = "the entry is missing";
      return verified;
    }
  }
  return verified;
}

}  // namespace tansiq::node::acts

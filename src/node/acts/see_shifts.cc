#include "node/acts/see_shifts.h"

#include <algorithm>

#include "node/duty/shift_book.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<ShiftsShown> see_shifts(Node& node, const Actor& actor, std::size_t limit) {
  if (auto may = permit(actor, rules::see_shifts); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::see_shifts, "shifts", {})); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto changes = shift_changes(**reader, {});
  if (!changes) return fail(changes);
  auto roster = desk::roster_of(*changes);
  ShiftsShown shown;
  for (auto& duty : roster.duties) (duty.until ? shown.earlier : shown.on_duty).push_back(std::move(duty));
  std::sort(shown.earlier.begin(), shown.earlier.end(),
            [](const desk::Duty& left, const desk::Duty& right) { return left.from > right.from; });
  if (shown.earlier.size() > limit) shown.earlier.resize(limit);
  shown.doubtful = std::move(roster.doubtful);
  auto offers = offered_shifts(**reader, {}, node.clock());
  if (!offers) return fail(offers);
  shown.offered = *std::move(offers);
  return shown;
}

}  // namespace tansiq::node::acts

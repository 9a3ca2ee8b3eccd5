#include "node/acts/end_shift.h"

#include <fmt/format.h>

#include "node/duty/shift_book.h"
#include "node/journaling.h"
#include "node/partners/outgoing.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<desk::ShiftChange> end_shift(Node& node, const Actor& actor, const std::string& wanted,
                                    const std::string& note) {
  if (auto may = permit(actor, rules::end_shift); !may) return fail(may);
  desk::ShiftChange change;
  change.kind = desk::ShiftChange::Kind::end;
  change.post = wanted.empty() ? std::string(usual_post) : wanted;
  change.from = actor.name;
  change.note = note;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    auto service = own_identity(**directory);
    if (!service) return fail(service);
    change.service = *std::move(service);
    auto open = threads_to_hand_over(node, **reader, **directory);
    if (!open) return fail(open);
    change.open = *std::move(open);
  }
  auto written =
      commit(node, note.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto changes = shift_changes(transaction, change.post);
        if (!changes) return fail(changes);
        change.at = transaction.now();
        if (desk::on_duty(desk::roster_of(*changes), change.post, change.at) != actor.name)
          return fail(Fault::conflict, fmt::format("{} is not on duty at this post", actor.name), "post",
                      "tansiq shift list shows who is");
        const auto act = transaction.append(
            entry_of(actor, rules::end_shift, change.post,
                     fmt::format("{} threads, text {}", change.open.size(),
                                 base::to_hex(base::view(base::sha256(desk::render(change)))))));
        if (!act) return fail(act);
        return keep_shift(node, transaction, outgoing.directory(), change, *act);
      });
  if (!written) return fail(written);
  return change;
}

}  // namespace tansiq::node::acts

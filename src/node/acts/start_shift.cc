#include "node/acts/start_shift.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/duty/shift_book.h"
#include "node/journaling.h"
#include "node/partners/outgoing.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// What begins now: the hand-over that waits for this officer, or a shift of its own.
Result<desk::ShiftChange> change_for(store::Reader& reader, const Directory& directory,
                                     const std::string& officer, const std::string& post,
                                     const std::string& relief, Time now) {
  const auto offers = offered_shifts(reader, post, now);
  if (!offers) return fail(offers);
  const auto offered = std::find_if(offers->begin(), offers->end(),
                                    [&](const desk::ShiftChange& offer) { return offer.to == officer; });
  if (offered != offers->end()) {
    auto change = *offered;
    change.at = now;
    return change;
  }
  const auto changes = shift_changes(reader, post);
  if (!changes) return fail(changes);
  const auto roster = desk::roster_of(*changes);
  const auto sitting = desk::on_duty(roster, post, now);
  if (sitting == officer)
    return fail(Fault::conflict, fmt::format("{} is on duty here already", officer), "post");
  if (sitting && relief.empty())
    return fail(Fault::conflict, fmt::format("{} is on duty at this post", *sitting), "post",
                fmt::format("{} hands over: tansiq shift handover --to {}; where that cannot be: --relieve "
                            "REASON",
                            *sitting, officer));
  const auto service = own_identity(directory);
  if (!service) return fail(service);
  desk::ShiftChange change;
  change.kind = desk::ShiftChange::Kind::start;
  change.service = *service;
  change.post = post;
  change.at = now;
  change.to = officer;
  if (sitting) change.note = fmt::format("relieves {}: {}", *sitting, relief);
  return change;
}

}  // namespace

Result<desk::ShiftChange> start_shift(Node& node, const Actor& actor, const ShiftStart& start) {
  if (auto may = permit(actor, rules::start_shift); !may) return fail(may);
  if (auto checked = base::check_line(start.relief, most_line_bytes, "relieve"); !checked)
    return fail(checked);
  const std::string post = start.post.empty() ? std::string(usual_post) : start.post;
  desk::ShiftChange change;
  auto written =
      commit(node, start.relief.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        auto begun =
            change_for(transaction, outgoing.directory(), actor.name, post, start.relief, transaction.now());
        if (!begun) return fail(begun);
        change = *std::move(begun);
        const auto text = desk::render(change);
        const auto act = transaction.append(
            entry_of(actor, rules::start_shift, post,
                     fmt::format("{}{}, text {}", change.from.empty() ? "" : "from " + change.from,
                                 change.note.empty() ? "" : " " + change.note.substr(0, most_line_bytes / 2),
                                 base::to_hex(base::view(base::sha256(text))))));
        if (!act) return fail(act);
        return keep_shift(node, transaction, outgoing.directory(), change, *act);
      });
  if (!written) return fail(written);
  return change;
}

}  // namespace tansiq::node::acts

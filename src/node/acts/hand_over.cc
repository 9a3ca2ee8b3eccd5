#include "node/acts/hand_over.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/duty/shift_book.h"
#include "node/journaling.h"
#include "node/partners/outgoing.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

Result<> check_officer(store::Reader& reader, const std::string& name) {
  const auto officer = reader.principal(name);
  if (!officer) return fail(officer);
  const auto may_sit = [&](std::string_view role) {
    const auto& roles = (*officer)->roles;
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  if (!officer->has_value() || (*officer)->kind != store::Principal::Kind::officer || (*officer)->disabled ||
      !(may_sit(name_of(Role::duty_officer)) || may_sit(name_of(Role::releasing_officer))))
    return fail(Fault::not_found, fmt::format("'{}' is no officer who may be on duty", name), "to",
                "one of the roles duty-officer, releasing-officer");
  return {};
}

Result<> put_notes(desk::ShiftChange& change, const std::map<std::string, std::string>& notes) {
  for (const auto& [root, note] : notes) {
    const auto thread = std::find_if(change.open.begin(), change.open.end(),
                                     [&, &id = root](const auto& open) { return open.key.root == id; });
    if (thread == change.open.end())
      return fail(Fault::not_found, fmt::format("no thread {} is open", root), "notes",
                  "tansiq thread list shows them");
    thread->note = note;
  }
  return {};
}

}  // namespace

Result<desk::ShiftChange> hand_over(Node& node, const Actor& actor, const HandOver& wanted) {
  if (auto may = permit(actor, rules::hand_over); !may) return fail(may);
  const std::string post = wanted.post.empty() ? std::string(usual_post) : wanted.post;
  desk::ShiftChange change;
  change.kind = desk::ShiftChange::Kind::hand_over;
  change.post = post;
  change.from = actor.name;
  change.to = wanted.to;
  change.note = wanted.note;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    if (auto checked = check_officer(**reader, wanted.to); !checked) return fail(checked);
    auto service = own_identity(**directory);
    if (!service) return fail(service);
    change.service = *std::move(service);
    auto open = threads_to_hand_over(node, **reader, **directory);
    if (!open) return fail(open);
    change.open = *std::move(open);
    if (auto put = put_notes(change, wanted.notes); !put) return fail(put);
  }
  auto written =
      commit(node, wanted.note.size(), [&](store::Transaction& transaction, Outgoing&) -> Result<> {
        const auto changes = shift_changes(transaction, post);
        if (!changes) return fail(changes);
        change.at = transaction.now();
        if (desk::on_duty(desk::roster_of(*changes), post, change.at) != actor.name)
          return fail(Fault::conflict, fmt::format("{} is not on duty at this post", actor.name), "post",
                      "tansiq shift list shows who is");
        const auto act = transaction.append(
            entry_of(actor, rules::hand_over, post,
                     fmt::format("to {}, {} threads, text {}", change.to, change.open.size(),
                                 base::to_hex(base::view(base::sha256(desk::render(change)))))));
        if (!act) return fail(act);
        return keep_offer(transaction, change, *act);
      });
  if (!written) return fail(written);
  return change;
}

}  // namespace tansiq::node::acts

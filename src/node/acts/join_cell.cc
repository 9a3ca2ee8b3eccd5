#include "node/acts/join_cell.h"

#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/cell_documents.h"
#include "node/partners/named_partner.h"
#include "node/partners/papers.h"
#include "node/partners/signing.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

/// The word of a member, about the newest version.
Result<exchange::Acceptance> word_of_member(const JoinedCell& cell, const exchange::ServiceId& me,
                                            bool accepts) {
  const auto& chain = cell.chain;
  if (chain.frozen() && accepts)
    return fail(Fault::conflict, "the cell is frozen: two versions contradict each other", cell.label,
                "a quorum of its deputies decides first");
  if (chain.newest().coordinator() == me)
    return fail(Fault::conflict, "this service coordinates the cell", cell.label,
                "a deputy takes the coordination over before it can leave");
  exchange::Acceptance word{chain.id(), chain.newest().number, chain.documents().back().hash(), me, accepts};
  const auto before = chain.acceptance_of(me);
  if (before == word)
    return fail(Fault::conflict, accepts ? "this version is accepted already" : "it is left already",
                cell.label);
  if (before && before->number == word.number && !before->accepts)
    return fail(Fault::conflict, "this service has left this version of the cell", cell.label,
                "ask the coordinator for another version");
  return word;
}

Result<> take_offered_seat(store::Transaction& transaction, Outgoing& outgoing, Node& node,
                           const exchange::CellId& id) {
  const std::string subject = exchange::to_text(id);
  const auto offered = transaction.exchange().papers(paper::seat_offered, subject);
  if (!offered) return fail(offered);
  if (offered->empty()) return {};
  const auto& directory = outgoing.directory();
  std::optional<exchange::ObservedCell> held;
  if (const auto watched = directory.watched().find(id); watched != directory.watched().end())
    held = watched->second.seat;
  const auto taken = exchange::take_seat(
      held, offered->back().text, directory.own()->service(),
      [&](const exchange::ServiceId& service) { return directory.cards(service); }, true);
  if (!taken) return fail(taken);
  if (auto put =
          put_paper(transaction,
                    {std::string(paper::seat), subject, 1, taken->document.text(), {}, offered->back().act});
      !put)
    return put;
  if (auto removed = remove_paper(transaction, paper::seat_offered, subject, 1); !removed) return removed;
  return outgoing.refresh(*node.directories);
}

Result<CellShown> say(Node& node, const Actor& actor, std::string_view name, bool accepts) {
  if (auto may = permit(actor, rules::join_cell); !may) return fail(may);
  CellShown shown;
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto key = own_key(node, outgoing.directory());
    if (!key) return fail(key);
    const auto me = outgoing.directory().own()->service();
    exchange::Acceptance word;
    if (const auto* watched = outgoing.directory().watched(name)) {
      const auto id = watched->seat.seat.cell;
      if (accepts)
        if (auto taken = take_offered_seat(transaction, outgoing, node, id); !taken) return taken;
      const auto& seat = outgoing.directory().watched().at(id).seat.seat;
      if (!seat.seated)
        return fail(Fault::conflict, "this service has no seat in the cell any more", std::string(name));
      word = {id, seat.number, id, me, accepts};
    } else {
      const auto held = cell_named(outgoing.directory(), name);
      if (!held) return fail(held);
      const auto of_member = word_of_member(**held, me, accepts);
      if (!of_member) return fail(of_member);
      word = *of_member;
    }
    const auto entry = transaction.append(
        entry_of(actor, rules::join_cell, exchange::to_text(word.cell),
                 fmt::format("{} version {}", accepts ? "accepts" : "leaves", word.number)));
    if (!entry) return fail(entry);
    if (auto added = add_acceptance(transaction, outgoing, node, exchange::sign(**key, word), *entry); !added)
      return added;
    auto now = cell_shown(transaction.exchange(), outgoing.directory(), exchange::to_text(word.cell));
    if (!now) return fail(now);
    shown = std::move(*now);
    return {};
  });
  if (!written) return fail(written);
  return shown;
}

}  // namespace

Result<CellShown> join_cell(Node& node, const Actor& actor, std::string_view cell) {
  return say(node, actor, cell, true);
}

Result<CellShown> leave_cell(Node& node, const Actor& actor, std::string_view cell) {
  return say(node, actor, cell, false);
}

Result<CellShown> confirm_partner(Node& node, const Actor& actor, std::string_view cell,
                                  std::string_view partner, bool confirmed) {
  if (auto may = permit(actor, rules::confirm_partner); !may) return fail(may);
  CellShown shown;
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto held = cell_named(outgoing.directory(), cell);
    if (!held) return fail(held);
    const auto peer = partner_named(outgoing.directory(), partner);
    if (!peer) return fail(peer);
    const auto service = (*peer)->service();
    if ((*held)->confirmed.contains(service) == confirmed)
      return fail(Fault::conflict, confirmed ? "it is confirmed already" : "it is not confirmed",
                  (*peer)->label());
    if (confirmed && !(*held)->chain.newest().role_of(service))
      return fail(Fault::invalid, "it has no seat in this cell", (*peer)->label());
    const std::string id = exchange::to_text((*held)->chain.id());
    const auto entry = transaction.append(
        entry_of(actor, rules::confirm_partner, exchange::to_text(service),
                 fmt::format("{} in {}: {}", (*peer)->label(), (*held)->label, confirmed ? "yes" : "no")));
    if (!entry) return fail(entry);
    const std::string subject = id + " " + exchange::to_text(service);
    auto changed = confirmed ? put_paper(transaction,
                                         {std::string(paper::confirmed), subject, 1, actor.name, {}, *entry})
                             : remove_paper(transaction, paper::confirmed, subject, 1);
    if (!changed) return changed;
    if (auto fresh = outgoing.refresh(*node.directories); !fresh) return fresh;
    auto now = cell_shown(transaction.exchange(), outgoing.directory(), id);
    if (!now) return fail(now);
    shown = std::move(*now);
    return {};
  });
  if (!written) return fail(written);
  return shown;
}

}  // namespace tansiq::node::acts

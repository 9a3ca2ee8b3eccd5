#include "node/acts/decide_proposal.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/holdings.h"
#include "node/partners/named_partner.h"
#include "node/partners/pending.h"
#include "node/partners/recalling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// The proposal that is meant.
Result<Proposal> find_proposal(store::Reader& reader, const std::string& id, store::ServiceNumber partner) {
  const auto open = proposals(reader, id);
  if (!open) return fail(open);
  for (const auto& one : *open)
    if (!id.empty() && one.partner == partner) return one;
  return fail(Fault::not_found, "there is no such proposal", "id", "tansiq proposal list");
}

Result<> drop(Node& node, const journal::Act& entry, const Proposal& proposal) {
  return node.store.write(0, [&](store::Transaction& transaction) -> Result<> {
    const auto act = transaction.append(entry);
    if (!act) return fail(act);
    return remove_proposal(transaction, proposal.id, proposal.partner);
  });
}

Result<std::size_t> ask_back(Node& node, const journal::Act& entry, const Proposal& proposal) {
  std::size_t releases = 0;
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto act = transaction.append(entry);
    if (!act) return fail(act);
    RecallOrder order;
    order.id = proposal.id;
    Holdings holdings(transaction);
    const auto held = holdings.of(proposal.id);
    if (!held) return fail(held);
    for (const auto& holding : (*held)->given)
      if (holding.name.service == proposal.partner) order.versions.push_back(holding.version);
    order.deadline = transaction.now() + usual_deadline;
    order.recipient = proposal.partner;
    if (!order.versions.empty()) {
      const auto sent = send_recall(transaction, outgoing, order, *act);
      if (!sent) return fail(sent);
      releases = sent->releases;
    }
    return remove_proposal(transaction, proposal.id, proposal.partner);
  });
  if (!written) return fail(written);
  return releases;
}

}  // namespace

Result<OpenProposals> list_proposals(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::list_exchange); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::list_exchange, "proposals", "open ones")); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  auto open = proposals(**reader, {});
  if (!open) return fail(open);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  OpenProposals listed{std::move(*open), {}, {}};
  for (const auto* peer : (*directory)->partners()) listed.partners.emplace(peer->number(), peer->label());
  for (const auto& [id, cell] : (*directory)->cells()) listed.cells.emplace(id, cell.label);
  return listed;
}

Result<ProposalDecided> decide_proposal(Node& node, const Actor& actor, const ProposalDecision& decision) {
  if (auto may = permit(actor, rules::release); !may) return fail(may);
  if (auto checked = base::check_line(decision.reason, most_line_bytes, "reason"); !checked)
    return fail(checked);
  ProposalDecided decided;
  ReadyOrder ready;
  ReleaseDone done;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    const auto named = partner_named(**directory, decision.partner);
    if (!named) return fail(named);
    const auto* partner = *named;
    auto found = find_proposal(**reader, decision.id, partner->number());
    if (!found) return fail(found);
    decided.proposal = std::move(*found);
    done.partners.emplace(partner->number(), partner->label());
    if (decided.proposal.cell)
      if (const auto* cell = (*directory)->cell(*decided.proposal.cell)) done.cell = cell->label;
    if (decision.accept && decided.proposal.action == Proposal::Action::release) {
      Selection selection;
      selection.ids = {decision.id};
      auto records = find_records(**reader, actor, selection);
      if (!records) return fail(records);
      ready.records = std::move(*records);
    }
  }
  const auto& proposal = decided.proposal;
  auto entry = entry_of(actor, rules::release, proposal.id,
                        fmt::format("proposal to {} for {} {}{}{}", name_of(proposal.action),
                                    decision.partner, decision.accept ? "accepted" : "dropped",
                                    decision.reason.empty() ? "" : ": ", decision.reason));
  if (!decision.accept) {
    if (auto dropped = drop(node, entry, proposal); !dropped) return fail(dropped);
    return decided;
  }
  if (proposal.action == Proposal::Action::recall) {
    const auto releases = ask_back(node, entry, proposal);
    if (!releases) return fail(releases);
    decided.recalled = *releases;
    return decided;
  }
  ready.order = base::random_uuid();
  ready.recipients = {{proposal.partner}, proposal.cell};
  ready.by = {actor.name, false, {}, proposal.cut};
  ready.purpose = {actor.purpose.purpose, actor.purpose.basis};
  ready.reason = decision.reason;
  auto ordering =
      carry_out(node, ready, entry,
                [&](store::Transaction& transaction, std::size_t first, const std::vector<Outcome>& outcomes,
                    std::int64_t act) {
                  if (auto kept = keep_waiting(transaction, ready, entry, first, outcomes, act); !kept)
                    return kept;
                  return remove_proposal(transaction, proposal.id, proposal.partner);
                });
  if (!ordering) return fail(ordering);
  done.ordering = std::move(*ordering);
  decided.released = std::move(done);
  return decided;
}

}  // namespace tansiq::node::acts

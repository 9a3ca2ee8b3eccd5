#include "node/acts/change_cell.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "node/journaling.h"
#include "node/partners/cell_documents.h"
#include "node/partners/named_partner.h"
#include "node/partners/papers.h"
#include "node/partners/signing.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

Result<> show(store::Transaction& transaction, const Outgoing& outgoing, const exchange::CellId& id,
              CellShown& shown) {
  auto now = cell_shown(transaction.exchange(), outgoing.directory(), exchange::to_text(id));
  if (!now) return fail(now);
  shown = std::move(*now);
  return {};
}

/// The deputies who judge what comes next.
const exchange::CellVersion& judge_of(const exchange::CellChain& chain) {
  return chain.frozen() ? chain.versions()[chain.frozen()->number - 2] : chain.newest();
}

exchange::Document vote_for(const exchange::SigningKey& key, const exchange::CellId& cell,
                            const exchange::ServiceId& deputy, const base::Digest& proposal) {
  return exchange::sign(key, exchange::Vote{cell, proposal, deputy});
}

}  // namespace

Result<CellChanged> change_cell(Node& node, const Actor& actor, std::string_view cell,
                                const CellChange& change) {
  if (auto may = permit(actor, rules::change_cell); !may) return fail(may);
  CellChanged changed;
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto& directory = outgoing.directory();
    const auto key = own_key(node, directory);
    if (!key) return fail(key);
    const auto held = cell_named(directory, cell);
    if (!held) return fail(held);
    const auto& chain = (*held)->chain;
    const auto me = directory.own()->service();
    const auto version = draft_next(directory, **held, change, transaction.now());
    if (!version) return fail(version);
    const auto& judge = judge_of(chain);
    const bool votes = needs_votes(chain, *version);
    if (version->coordinator() != judge.coordinator() && !judge.has_deputy(me))
      return fail(Fault::forbidden, "only a deputy may take the coordination over", "coordinate");
    if (votes && judge.quorum == 0)
      return fail(Fault::conflict, "the cell has no deputies who could decide this", {},
                  "found a new cell; this one stays as it is");
    const auto what = changes_between(chain.newest(), *version, directory);
    const auto entry = transaction.append(entry_of(
        actor, rules::change_cell, exchange::to_text(chain.id()),
        fmt::format("{} version {}: {}", votes ? "proposes" : "signs", version->number, fmt::join(what, "; "))
            .substr(0, most_line_bytes)));
    if (!entry) return fail(entry);
    const auto id = chain.id();
    const auto document = exchange::sign(**key, *version);
    if (!votes) {
      if (auto added = add_cell_version(transaction, outgoing, node, document.text(), *entry); !added)
        return added;
      return show(transaction, outgoing, id, changed.cell);
    }
    const bool deputy = judge.has_deputy(me);
    if (auto added = add_proposal(transaction, outgoing, node, {*version, document}, *entry); !added)
      return added;
    changed.waits_for_votes = true;
    if (deputy) {
      const auto finished = add_vote(transaction, outgoing, node, id, me,
                                     vote_for(**key, id, me, exchange::proposal_of(*version)), *entry);
      if (!finished) return fail(finished);
      changed.waits_for_votes = !*finished;
    }
    return show(transaction, outgoing, id, changed.cell);
  });
  if (!written) return fail(written);
  return changed;
}

Result<CellChanged> vote_in_cell(Node& node, const Actor& actor, std::string_view cell,
                                 std::string_view proposer, const base::Digest& proposal) {
  if (auto may = permit(actor, rules::change_cell); !may) return fail(may);
  CellChanged changed;
  auto written = commit(node, 0, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto& directory = outgoing.directory();
    const auto key = own_key(node, directory);
    if (!key) return fail(key);
    const auto held = cell_named(directory, cell);
    if (!held) return fail(held);
    const auto id = (*held)->chain.id();
    const auto me = directory.own()->service();
    if (!judge_of((*held)->chain).has_deputy(me))
      return fail(Fault::forbidden, "this service is no deputy of the cell", std::string(cell));
    const auto* who = directory.find(proposer);
    if (who == nullptr) return fail(Fault::not_found, "there is no such partner", std::string(proposer));
    const auto papers = transaction.exchange().papers(
        paper::cell_proposal, exchange::to_text(id) + " " + exchange::to_text(who->service()));
    if (!papers) return fail(papers);
    const auto wanted = papers->empty() ? Result<exchange::SignedCellVersion>(fail(Fault::not_found, ""))
                                        : exchange::read_cell_version(papers->front().text);
    if (!wanted || exchange::proposal_of(wanted->version) != proposal)
      return fail(Fault::not_found, fmt::format("{} proposes no such version", who->label()), "proposal",
                  "tansiq cell show says what is proposed now");
    const auto entry = transaction.append(
        entry_of(actor, rules::change_cell, exchange::to_text(id),
                 fmt::format("votes for version {} of {}", wanted->version.number, who->label())));
    if (!entry) return fail(entry);
    const auto finished =
        add_vote(transaction, outgoing, node, id, who->service(), vote_for(**key, id, me, proposal), *entry);
    if (!finished) return fail(finished);
    changed.waits_for_votes = !*finished;
    return show(transaction, outgoing, id, changed.cell);
  });
  if (!written) return fail(written);
  return changed;
}

}  // namespace tansiq::node::acts

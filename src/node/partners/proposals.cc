#include "node/partners/proposals.h"

#include "exchange/fields.h"

namespace tansiq::node {

using base::fail;

namespace {

constexpr std::size_t most_proposal_bytes = 64 * 1024;
constexpr std::size_t most_text_bytes = 32 * 1024;
constexpr std::size_t most_cuts = 64;
constexpr std::size_t most_pointer_bytes = 500;

std::string render(const Proposal& proposal) {
  exchange::Writer writer;
  writer.text("action", name_of(proposal.action)).text("cause", proposal.cause);
  if (proposal.cell) writer.digest("cell", *proposal.cell);
  return writer.texts("cut", proposal.cut)
      .number("partner", static_cast<std::uint64_t>(proposal.partner))
      .text("sentence", std::string_view(proposal.sentence).substr(0, most_text_bytes))
      .text("version", proposal.version)
      .finish();
}

Result<Proposal> read(const store::Paper& paper) {
  Proposal proposal;
  proposal.id = paper.subject;
  proposal.since = paper.since;
  const auto done = exchange::read_json(
      paper.text, most_proposal_bytes, [&](const exchange::json::Value& value) -> Result<> {
        exchange::Fields fields(value, "proposal");
        proposal.action = fields.text("action", most_text_bytes) == name_of(Proposal::Action::recall)
                              ? Proposal::Action::recall
                              : Proposal::Action::release;
        proposal.cause = fields.text("cause", most_text_bytes);
        proposal.cell = fields.digest_if("cell");
        proposal.cut = fields.texts("cut", most_cuts, most_pointer_bytes);
        proposal.partner = static_cast<store::ServiceNumber>(fields.number("partner"));
        proposal.sentence = fields.text("sentence", most_text_bytes, true);
        proposal.version = fields.text("version", most_text_bytes);
        return fields.finish();
      });
  if (!done) return fail(done);
  return proposal;
}

}  // namespace

std::string_view name_of(Proposal::Action action) {
  return action == Proposal::Action::recall ? "recall" : "release";
}

Result<std::vector<Proposal>> proposals(store::Reader& reader, std::string_view id) {
  const auto papers = reader.exchange().papers(paper::proposal, id);
  if (!papers) return fail(papers);
  std::vector<Proposal> found;
  for (const auto& paper : *papers) {
    auto proposal = read(paper);
    if (!proposal) return fail(proposal);
    found.push_back(std::move(*proposal));
  }
  return found;
}

Result<bool> add_proposal(store::Transaction& transaction, const Proposal& proposal, std::int64_t act) {
  const auto open = proposals(transaction, proposal.id);
  if (!open) return fail(open);
  for (const auto& one : *open)
    if (one.partner == proposal.partner) return false;
  const auto added =
      add_paper(transaction, {std::string(paper::proposal), proposal.id, 0, render(proposal), {}, act});
  if (!added) return fail(added);
  return true;
}

Result<> remove_proposal(store::Transaction& transaction, std::string_view id, store::ServiceNumber partner) {
  const auto papers = transaction.exchange().papers(paper::proposal, id);
  if (!papers) return fail(papers);
  for (const auto& paper : *papers) {
    const auto proposal = read(paper);
    if (!proposal) return fail(proposal);
    if (proposal->partner != partner) continue;
    if (auto removed = remove_paper(transaction, paper.kind, paper.subject, paper.number); !removed)
      return removed;
  }
  return {};
}

}  // namespace tansiq::node

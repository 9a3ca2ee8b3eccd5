#include "node/acts/preview.h"

#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/ordering.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<Previewed> preview(Node& node, const Actor& actor, const Look& look) {
  if (auto may = permit(actor, rules::preview); !may) return fail(may);
  if (auto entered = enter(
          node, entry_of(actor, rules::preview, look.which.id, fmt::format("preview as {}", look.partner)));
      !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  const auto recipients = find_recipients(**directory, {{look.partner}, look.cell});
  if (!recipients) return fail(recipients);
  if (recipients->partners.size() != 1 || (*directory)->cell(std::string_view(look.partner)) != nullptr)
    return fail(Fault::invalid, "a record is looked at as one partner", "as");
  const auto* partner = (*directory)->find(recipients->partners.front());
  const auto* cell = recipients->cell ? (*directory)->cell(*recipients->cell) : nullptr;

  const auto where = holder_of(**reader, actor, look.which.collection, look.which.id, Need::read);
  if (!where) return fail(where);
  const auto match = match_of(look.which.version);
  if (!match) return fail(match);
  Questions questions(**reader, **directory, node.clock());
  store::Filter filter;
  filter.ids = {look.which.id};
  filter.versions = *match;
  std::optional<Result<Subject>> subject;
  const auto more = (*reader)->visit(where->collection.number, filter, [&](const store::RecordView& record) {
    if (!subject || record.originator == store::own_service) subject = questions.prepare(record);
    return true;
  });
  if (!more) return fail(more);
  if (!subject) return not_held(look.which.id);
  if (!*subject) return fail(*subject);

  const Terms terms{{actor.name, false, {}, look.cut}, {actor.purpose.purpose, actor.purpose.basis}, cell};
  auto afresh = questions.decide_afresh(**subject, *partner, terms);
  if (!afresh) return fail(afresh);
  auto actual = questions.decide(**subject, *partner, terms);
  if (!actual) return fail(actual);
  const auto holdings = questions.holdings().of((*subject)->view.id());
  if (!holdings) return fail(holdings);

  Previewed previewed;
  previewed.id = (*subject)->view.id();
  previewed.version = (*subject)->view.version();
  previewed.partner = partner->label();
  if (cell != nullptr) previewed.cell = cell->label;
  previewed.copy = afresh->copy((*subject)->view);
  if (afresh->release) previewed.conditions = handling::render(afresh->conditions);
  if (const auto* holding = (*holdings)->last(partner->number(), (*subject)->originator))
    previewed.holds = holding->version;
  previewed.sentence = handling::sentence(*actual, questions.as_partner(*partner, cell));
  previewed.decision = std::move(*afresh);
  previewed.actual = std::move(*actual);
  return previewed;
}

}  // namespace tansiq::node::acts

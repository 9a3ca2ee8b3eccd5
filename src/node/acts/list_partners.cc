#include "node/acts/list_partners.h"

#include "node/partners/named_partner.h"
#include "node/rules.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

/// One state of the store with what its papers say. Members live in this order.
struct View {
  std::unique_ptr<store::Reader> reader;
  std::shared_ptr<const Directory> directory;
};

Result<View> view_of(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::list_partners); !may) return fail(may);
  auto reader = node.store.read();
  if (!reader) return fail(reader);
  auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  return View{std::move(*reader), std::move(*directory)};
}

}  // namespace

Result<std::vector<PartnerShown>> list_partners(Node& node, const Actor& actor) {
  const auto view = view_of(node, actor);
  if (!view) return fail(view);
  std::vector<PartnerShown> all;
  for (const auto* peer : view->directory->partners()) {
    auto shown = partner_shown(view->reader->exchange(), *view->directory, *peer);
    if (!shown) return fail(shown);
    all.push_back(std::move(*shown));
  }
  return all;
}

Result<PartnerShown> show_partner(Node& node, const Actor& actor, std::string_view name_or_id) {
  const auto view = view_of(node, actor);
  if (!view) return fail(view);
  const auto peer = partner_named(*view->directory, name_or_id);
  if (!peer) return fail(peer);
  return partner_shown(view->reader->exchange(), *view->directory, **peer);
}

Result<std::vector<CellShown>> show_cells(Node& node, const Actor& actor) {
  const auto view = view_of(node, actor);
  if (!view) return fail(view);
  return cells_shown(view->reader->exchange(), *view->directory);
}

Result<CellShown> show_cell(Node& node, const Actor& actor, std::string_view name_or_id) {
  const auto view = view_of(node, actor);
  if (!view) return fail(view);
  return cell_shown(view->reader->exchange(), *view->directory, name_or_id);
}

}  // namespace tansiq::node::acts

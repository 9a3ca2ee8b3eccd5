#include "node/acts/found_cell.h"

#include <fmt/format.h>

#include "node/journaling.h"
#include "node/partners/cell_documents.h"
#include "node/partners/cell_draft.h"
#include "node/partners/papers.h"
#include "node/partners/signing.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<CellShown> found_cell(Node& node, const Actor& actor, const NewCell& cell) {
  if (auto may = permit(actor, rules::found_cell); !may) return fail(may);
  CellShown shown;
  auto written =
      commit(node, cell.name.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto key = own_key(node, outgoing.directory());
        if (!key) return fail(key);
        const auto& directory = outgoing.directory();
        if (directory.cell(std::string_view(cell.name)) != nullptr || directory.watched(cell.name) != nullptr)
          return fail(Fault::conflict, "there is a cell of this name", "name");
        CellChange change;
        change.name = cell.name;
        change.members = cell.members;
        change.observers = cell.observers;
        change.deputies = cell.deputies;
        change.quorum = cell.quorum;
        change.purposes = cell.purposes;
        const auto version = draft_first(directory, change, transaction.now());
        if (!version) return fail(version);
        const auto document = exchange::sign(**key, *version);
        const std::string id = exchange::to_text(document.hash());
        const auto entry = transaction.append(entry_of(
            actor, rules::found_cell, id, fmt::format("{}, {} seats", cell.name, version->roster.size())));
        if (!entry) return fail(entry);
        if (auto put = put_paper(transaction, {std::string(paper::cell_label), id, 1, cell.name, {}, *entry});
            !put)
          return put;
        if (auto added = add_cell_version(transaction, outgoing, node, document.text(), *entry); !added)
          return added;
        auto now = cell_shown(transaction.exchange(), outgoing.directory(), id);
        if (!now) return fail(now);
        shown = std::move(*now);
        return {};
      });
  if (!written) return fail(written);
  return shown;
}

}  // namespace tansiq::node::acts

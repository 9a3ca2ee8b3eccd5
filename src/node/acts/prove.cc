#include "node/acts/prove.h"

#include <algorithm>

#include "node/duty/thread_book.h"
#include "node/journaling.h"
#include "node/proof/gathering.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// The root of a thread and its answers.
Result<std::vector<std::string>> objects_of(Node& node, store::Reader& reader, const Directory& directory,
                                            const std::string& root, const std::string& asker) {
  std::vector<std::string> objects = {root};
  auto looked = node.threads->look(reader, directory, node.clock(), [&](ThreadBook::View& view) -> Result<> {
    const auto thread = view.find(directory, root, asker);
    if (!thread) return fail(thread);
    for (const auto& answer : thread->answers)
      if (std::find(objects.begin(), objects.end(), answer.id) == objects.end()) objects.push_back(answer.id);
    return {};
  });
  if (!looked) return fail(looked);
  return objects;
}

}  // namespace

Result<Proven> prove(Node& node, const Actor& actor, const std::string& root, const std::string& asker) {
  if (auto may = permit(actor, rules::prove); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::prove, root, {})); !entered) return fail(entered);
  const auto end = node.journal_log->end(node.store);
  if (!end) return fail(end);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  auto signer = journal_signer(node, **reader, **directory);
  if (!signer) return fail(signer);
  const auto objects = objects_of(node, **reader, **directory, root, asker);
  if (!objects) return fail(objects);
  const ProofSource source{node, **reader, **directory, *end, *std::move(signer)};
  auto bundle = gather_proof(source, root, *objects);
  if (!bundle) return fail(bundle);
  auto checked = check_proof(*bundle);
  if (!checked) return fail(Fault::internal, "the proof does not read back: " + checked.error().text());
  if (!checked->holds())
    return fail(Fault::internal, "the proof does not hold: " + checked->problems.front(), {},
                "tansiq journal --verify says whether the journal was changed");
  return Proven{*std::move(bundle), *std::move(checked)};
}

}  // namespace tansiq::node::acts

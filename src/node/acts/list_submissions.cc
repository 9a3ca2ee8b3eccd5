#include "node/acts/list_submissions.h"

#include <algorithm>

#include "node/access.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

constexpr std::size_t most_objects = 10'000;

}  // namespace

Result<std::vector<SubmissionShown>> list_submissions(Node& node, const Actor& actor) {
  if (auto may = permit(actor, rules::list_submissions); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::list_submissions, {}, {})); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  store::SubmittedFilter filter;
  filter.limit = most_objects;
  const auto waiting = (*reader)->submitted(filter);
  if (!waiting) return fail(waiting);
  std::vector<SubmissionShown> all;
  for (const auto& one : *waiting) {
    auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& shown) { return shown.id == one.submission; });
    if (found == all.end()) {
      const auto principal = (*reader)->principal(one.principal);
      if (!principal) return fail(principal);
      all.push_back({one.submission, principal->has_value() ? (*principal)->name : "", one.received, 0, 0});
      found = std::prev(all.end());
    }
    ++found->objects;
    found->bytes += one.size;
  }
  return all;
}

Result<std::vector<SubmittedShown>> show_submission(Node& node, const Actor& actor, std::string_view id) {
  if (auto may = permit(actor, rules::list_submissions); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::list_submissions, id, "show")); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  store::SubmittedFilter filter;
  filter.submission = id;
  filter.only_waiting = false;
  filter.with_bytes = true;
  filter.limit = most_objects;
  auto objects = id.empty() ? std::vector<store::Submitted>{} : (*reader)->submitted(filter);
  if (!objects) return fail(objects);
  if (objects->empty()) return fail(Fault::not_found, "there is no such submission", "id");
  const auto collections = all_of(**reader, actor, Need::read);
  if (!collections) return fail(collections);
  std::vector<SubmittedShown> all;
  for (auto& object : *objects) {
    SubmittedShown shown{std::move(object), {}};
    for (const auto& access : *collections) {
      const auto holds = (*reader)->holds(access.collection.number, shown.object.id);
      if (!holds) return fail(holds);
      if (*holds && shown.collection.empty())
        shown.collection = access.collection.alias.empty() ? access.collection.id : access.collection.alias;
    }
    all.push_back(std::move(shown));
  }
  return all;
}

}  // namespace tansiq::node::acts

#include "node/acts/read_journal.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

std::string described(const store::JournalFilter& filter, std::size_t newest) {
  std::string text = newest > 0 ? fmt::format("the newest {}", newest) : fmt::format("from {}", filter.from);
  if (!filter.actor.empty()) text += ", of " + filter.actor;
  if (!filter.act.empty()) text += ", act " + filter.act;
  if (!filter.subject.empty()) text += ", about one subject";
  return text;
}

}  // namespace

Result<JournalPage> read_journal(Node& node, const Actor& actor, const JournalQuestion& question) {
  if (auto may = permit(actor, rules::read_journal); !may) return fail(may);
  store::JournalFilter filter = question.filter;
  filter.limit = std::min(filter.limit, node.limits.page);
  const std::size_t newest = std::min(question.newest, node.limits.page);
  // The subject stands where an erasure finds it, not in the detail.
  const auto entered =
      enter(node, entry_of(actor, rules::read_journal, filter.subject, described(filter, newest)));
  if (!entered) return fail(entered);
  if (newest > 0) {
    filter.from = std::max<std::int64_t>(1, *entered - static_cast<std::int64_t>(newest) + 1);
    filter.limit = newest;
  }
  const std::size_t wanted = filter.limit;
  ++filter.limit;  // one more than wanted shows whether there is more
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  auto entries = (*reader)->journal(filter);
  if (!entries) return fail(entries);
  JournalPage page;
  page.more = entries->size() > wanted;
  if (page.more) entries->pop_back();
  page.entries = std::move(*entries);
  return page;
}

}  // namespace tansiq::node::acts

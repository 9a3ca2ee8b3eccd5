#include "node/acts/see_threads.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/duty/thread_book.h"
#include "node/journaling.h"
#include "node/partners/pairs.h"

namespace tansiq::node::acts {

using base::fail;

namespace {

/// Journals that the officer looks, and shows the threads as they are then.
Result<> look(Node& node, const Actor& actor, std::string_view subject, const std::string& detail,
              const std::function<Result<>(ThreadBook::View&, const Directory&, store::Reader&)>& at) {
  if (auto may = permit(actor, rules::see_threads); !may) return fail(may);
  if (auto entered = enter(node, entry_of(actor, rules::see_threads, subject, detail)); !entered)
    return fail(entered);
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  return node.threads->look(**reader, **directory, node.clock(),
                            [&](ThreadBook::View& view) { return at(view, **directory, **reader); });
}

/// The newest version of a thread's root that is held.
Result<std::string> root_of(store::Reader& reader, const Directory& directory, const desk::Thread& thread) {
  const auto* asker = peer_of(directory, thread.key.asker);
  const auto collections = reader.collections();
  if (!collections) return fail(collections);
  store::Filter filter;
  filter.ids = {thread.key.root};
  std::string root;
  for (const auto& collection : *collections) {
    const auto more = reader.visit(collection.number, filter, [&](const store::RecordView& record) {
      if (asker != nullptr && record.originator == asker->number()) root = record.bytes;
      return true;
    });
    if (!more) return fail(more);
  }
  return root;
}

/// The newest of the threads that are wanted, what is real before the rest. Only what is shown is folded,
/// and, where it is asked who is overdue, what is not closed: that is different for each service.
void choose(const desk::Threads& threads, const ThreadsWanted& wanted, ThreadsShown& shown) {
  using Chosen = std::pair<desk::Threads::Outline, const desk::ThreadKey*>;
  std::vector<Chosen> chosen;
  threads.outline([&](const desk::ThreadKey& key, const desk::Threads::Outline& outline) {
    const bool closed = outline.standing == desk::Standing::closed;
    const bool may_be = wanted.standing ? closed == (*wanted.standing == desk::Standing::closed)
                                        : !closed || wanted.closed_too;
    if (may_be) chosen.emplace_back(outline, &key);
  });
  std::sort(chosen.begin(), chosen.end(), [](const Chosen& left, const Chosen& right) {
    return std::tie(left.first.nature, right.first.created, *left.second) <
           std::tie(right.first.nature, left.first.created, *right.second);
  });
  const bool is_sure = !wanted.standing || *wanted.standing == desk::Standing::closed;
  if (is_sure) shown.count = chosen.size();
  for (const auto& [outline, key] : chosen) {
    if (is_sure && shown.threads.size() == wanted.limit) return;
    auto found = threads.find(*key);
    if (!found) continue;
    auto thread = desk::as_seen_by(*std::move(found), shown.me);
    if (wanted.standing && thread.standing != *wanted.standing) continue;
    if (!is_sure) ++shown.count;
    if (shown.threads.size() < wanted.limit) shown.threads.push_back(std::move(thread));
  }
}

std::map<desk::Service, std::chrono::microseconds> clocks_of(const Node& node, const Directory& directory,
                                                             const desk::Thread& thread) {
  std::vector<desk::Service> concerned = {thread.key.asker};
  for (const auto& part : thread.parts) concerned.push_back(part.service);
  std::map<desk::Service, std::chrono::microseconds> clocks;
  for (const auto& service : concerned) {
    const auto* peer = peer_of(directory, service);
    if (peer == nullptr || peer->number() == store::own_service) continue;
    if (const auto skew = node.pairs->of(peer->number()).hearing.skew) clocks[service] = *skew;
  }
  return clocks;
}

Result<std::vector<WatchNews>> news_for(store::Reader& reader, const std::string& officer) {
  const auto rules = watch_rules(reader);
  if (!rules) return fail(rules);
  std::vector<WatchNews> news;
  if (rules->empty()) return news;
  const auto read = watches_read(reader, officer);
  if (!read) return fail(read);
  for (const auto& rule : *rules) {
    const auto known = read->find(rule.id);
    const auto hits = watch_hits(reader, rule.id, known == read->end() ? 0 : known->second);
    if (!hits) return fail(hits);
    if (!hits->empty()) news.push_back({rule, hits->size(), hits->back()});
  }
  return news;
}

}  // namespace

Result<ThreadsShown> list_threads(Node& node, const Actor& actor, const ThreadsWanted& wanted) {
  ThreadsShown shown;
  auto looked = look(node, actor, "threads", fmt::format("{} threads", wanted.limit),
                     [&](ThreadBook::View& view, const Directory& directory, store::Reader&) -> Result<> {
                       shown.me = view.me();
                       shown.names = names_in(directory);
                       choose(view.threads(), wanted, shown);
                       return {};
                     });
  if (!looked) return fail(looked);
  return shown;
}

Result<ThreadShown> show_thread(Node& node, const Actor& actor, const std::string& root,
                                const std::string& asker) {
  ThreadShown shown;
  auto looked =
      look(node, actor, root, {},
           [&](ThreadBook::View& view, const Directory& directory, store::Reader& reader) -> Result<> {
             auto found = view.find(directory, root, asker);
             if (!found) return fail(found);
             shown.thread = *std::move(found);
             shown.names = names_in(directory);
             shown.me = view.me();
             view.read(actor.name, shown.thread.key, desk::mark_of(shown.thread));
             auto newest = root_of(reader, directory, shown.thread);
             if (!newest) return fail(newest);
             shown.root = *std::move(newest);
             shown.clocks = clocks_of(node, directory, shown.thread);
             return {};
           });
  if (!looked) return fail(looked);
  auto kept = node.store.write(0, [&](store::Transaction& transaction) {
    return keep_read(transaction, actor.name, shown.thread.key, desk::mark_of(shown.thread), 0);
  });
  if (!kept) return fail(kept);
  return shown;
}

Result<DeskShown> show_desk(Node& node, const Actor& actor, std::size_t limit, desk::Lang lang) {
  DeskShown shown;
  auto looked =
      look(node, actor, "desk", {},
           [&](ThreadBook::View& view, const Directory& directory, store::Reader& reader) -> Result<> {
             auto news = news_for(reader, actor.name);
             if (!news) return fail(news);
             shown.watched = *std::move(news);
             const auto desk = view.desk_of(actor.name);
             if (!desk) return fail(desk);
             for (std::size_t pile = 0; pile < desk::pile_count; ++pile) {
               shown.entries[pile] = (*desk)->page(static_cast<desk::Pile>(pile), 0, limit);
               for (std::size_t nature = 0; nature < shown.tallies[pile].size(); ++nature)
                 shown.tallies[pile][nature] =
                     (*desk)->tally(static_cast<desk::Pile>(pile), static_cast<desk::Nature>(nature));
             }
             shown.summary = desk::summary(**desk, lang);
             shown.names = names_in(directory);
             return {};
           });
  if (!looked) return fail(looked);
  return shown;
}

Result<std::size_t> clear_desk(Node& node, const Actor& actor) {
  std::vector<desk::DeskEntry> known;
  std::vector<WatchNews> news;
  auto looked = look(node, actor, "desk", "read all",
                     [&](ThreadBook::View& view, const Directory&, store::Reader& reader) -> Result<> {
                       auto found = news_for(reader, actor.name);
                       if (!found) return fail(found);
                       news = *std::move(found);
                       const auto desk = view.desk_of(actor.name);
                       if (!desk) return fail(desk);
                       known = (*desk)->page(desk::Pile::know, 0, view.threads().size());
                       for (const auto& entry : known) view.read(actor.name, entry.key, entry.mark);
                       return {};
                     });
  if (!looked) return fail(looked);
  auto kept = node.store.write(0, [&](store::Transaction& transaction) -> Result<> {
    for (const auto& entry : known)
      if (auto one = keep_read(transaction, actor.name, entry.key, entry.mark, 0); !one) return one;
    for (const auto& one : news)
      if (auto put = keep_watch_read(transaction, actor.name, one.rule.id, one.newest.number, 0); !put)
        return put;
    return {};
  });
  if (!kept) return fail(kept);
  return known.size() + news.size();
}

}  // namespace tansiq::node::acts

#include "node/acts/search_names.h"

#include <algorithm>
#include <fmt/format.h>
#include <thread>
#include <utility>

#include "node/held.h"
#include "node/journaling.h"
#include "node/leads.h"
#include "node/name_index.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

/// Names that one journal entry keeps; a longer list makes several.
constexpr std::size_t names_an_entry = 100;

/// The index, where the node has one.
Result<std::shared_ptr<names::Index>> index_of(const Node& node) {
  if (!node.name_index) return fail(Fault::unavailable, "this node keeps no name index");
  return node.name_index->index();
}

names::Filters filters_of(const NameQuery& query) {
  names::Filters filters;
  filters.subject = query.subject;
  filters.born = query.born;
  filters.nationalities = query.nationalities;
  filters.sex = query.sex;
  return filters;
}

/// What an actor may see of the hits: the collections that they read, and of those nothing that is past its
/// review date. The index holds more: it does not know the time.
class Sight {
 public:
  static Result<Sight> of(Node& node, const Actor& actor) {
    auto reader = node.store.read();
    if (!reader) return fail(reader);
    auto collections = all_of(**reader, actor, Need::read);
    if (!collections) return fail(collections);
    const auto all = (*reader)->collections();
    if (!all) return fail(all);
    return Sight(std::move(*reader), std::move(*collections), all->size(), current_at(node.clock()));
  }

  /// How many hits to ask for, so that enough are left when those the actor may not see are taken out.
  [[nodiscard]] std::size_t asked_for(std::size_t limit) const {
    constexpr std::size_t for_hidden_ones = 10;
    return collections_.size() == in_all_ ? limit + for_hidden_ones : std::min<std::size_t>(1000, limit * 10);
  }

  /// Each with what it is confirmed to be the same as.
  Result<std::vector<NameLead>> leads(std::vector<names::Hit> hits, std::size_t limit) const {
    std::vector<NameLead> leads;
    for (auto& hit : hits) {
      if (leads.size() == limit) break;
      auto key = NamedKey::read(hit.id);
      const auto where = std::find_if(
          collections_.begin(), collections_.end(),
          [&](const CollectionAccess& access) { return access.collection.number == key.collection; });
      if (where == collections_.end()) continue;
      const auto seen = sees(key);
      if (!seen) return fail(seen);
      if (!*seen) continue;
      auto same = same_person_for(*reader_, collections_, key.id);
      if (!same) return fail(same);
      leads.push_back({std::move(key.id), *where, std::move(hit), std::move(*same)});
    }
    return leads;
  }

 private:
  Sight(std::unique_ptr<store::Reader> reader, std::vector<CollectionAccess> collections, std::size_t in_all,
        const store::ReviewMatch& review)
      : reader_(std::move(reader)), collections_(std::move(collections)), in_all_(in_all), review_(review) {}

  [[nodiscard]] Result<bool> sees(const NamedKey& key) const {
    store::Filter filter;
    filter.ids = {key.id};
    filter.review = review_;
    filter.with_bytes = false;
    bool seen = false;
    const auto more = reader_->visit(key.collection, filter, [&](const store::RecordView& view) {
      seen = seen || view.originator == key.originator;
      return true;
    });
    if (!more) return fail(more);
    return seen;
  }

  std::unique_ptr<store::Reader> reader_;
  std::vector<CollectionAccess> collections_;
  std::size_t in_all_;
  store::ReviewMatch review_;
};

Result<> check_limit(std::size_t limit) {
  if (limit >= 1 && limit <= most_leads) return {};
  return fail(Fault::invalid, "limit is out of range", "limit", fmt::format("1 to {}", most_leads));
}

}  // namespace

std::string NameQuery::described() const {
  std::string text = "name=" + name;
  if (subject) text += fmt::format(" kind={}", static_cast<int>(*subject));
  if (born) {
    const auto day = [](std::chrono::sys_days date) {
      return base::format_time(base::Time(date), 0).substr(0, 10);
    };
    text += fmt::format(" born={}/{}", day(born->first), day(born->last));
  }
  for (const auto& nationality : nationalities) text += " nationality=" + nationality;
  if (sex) text += fmt::format(" sex={}", static_cast<int>(*sex));
  return text;
}

Result<NamesFound> search_names(Node& node, const Actor& actor, const NameSearch& search) {
  if (auto may = permit(actor, rules::search_names); !may) return fail(may);
  if (auto checked = check_limit(search.limit); !checked) return fail(checked);
  if (auto checked = base::check_line(search.include_protected, most_line_bytes, "include_protected");
      !checked)
    return fail(checked);
  const auto index = index_of(node);
  if (!index) return fail(index);
  std::string detail = search.query.described();
  if (!search.include_protected.empty()) detail += " with victims and witnesses: " + search.include_protected;
  if (auto entered = enter(node, entry_of(actor, rules::search_names, "names", std::move(detail))); !entered)
    return fail(entered);

  const auto sight = Sight::of(node, actor);
  if (!sight) return fail(sight);
  auto filters = filters_of(search.query);
  filters.include_unscreened = !search.include_protected.empty();
  auto hits = (*index)->search(search.query.name, filters, sight->asked_for(search.limit));
  if (!hits) return fail(hits);
  auto leads = sight->leads(std::move(*hits), search.limit);
  if (!leads) return fail(leads);
  return NamesFound{std::move(*leads), node.name_index->complete()};
}

Result<ListScreened> screen_names(Node& node, const Actor& actor, const std::vector<NameQuery>& list,
                                  std::size_t limit, double least_score) {
  if (auto may = permit(actor, rules::screen_names); !may) return fail(may);
  if (auto checked = check_limit(limit); !checked) return fail(checked);
  if (list.empty() || list.size() > most_screened)
    return fail(Fault::invalid, "the list has no name or too many", "list",
                fmt::format("1 to {}", most_screened));
  const auto index = index_of(node);
  if (!index) return fail(index);
  auto written = node.store.write(list.size() * 100, [&](store::Transaction& transaction) -> Result<> {
    for (std::size_t from = 0; from < list.size(); from += names_an_entry) {
      std::string detail;
      for (std::size_t i = from; i < std::min(list.size(), from + names_an_entry); ++i)
        detail += (detail.empty() ? "" : "\n") + list[i].described();
      const auto entry = transaction.append(entry_of(actor, rules::screen_names, "names", std::move(detail)));
      if (!entry) return fail(entry);
    }
    return {};
  });
  if (!written) return fail(written);

  std::vector<names::Sought> sought;
  sought.reserve(list.size());
  for (const auto& query : list) {
    auto filters = filters_of(query);
    filters.least_score = least_score;
    sought.push_back({query.name, std::move(filters)});
  }
  const auto sight = Sight::of(node, actor);
  if (!sight) return fail(sight);
  auto screened =
      (*index)->screen(sought, sight->asked_for(limit), std::max(1U, std::thread::hardware_concurrency()));
  ListScreened result;
  result.complete = node.name_index->complete();
  for (auto& item : screened) {
    if (item.hits)
      result.items.push_back({sight->leads(std::move(*item.hits), limit)});
    else
      result.items.push_back({fail(item.hits)});
  }
  return result;
}

}  // namespace tansiq::node::acts

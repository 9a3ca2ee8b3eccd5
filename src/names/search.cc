// Searching: the layers are searched one after another, what they found is put together.

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <thread>

#include "names/model.h"
#include "names/state.h"
#include "names/weights.h"

namespace tansiq::names {
namespace {

constexpr std::size_t most_hits = 1000;
constexpr std::size_t least_share =
    10;  ///< a layer with less than this part of all names does not count for weights

bool is_large(const Layer& layer, std::size_t all) {
  return layer.segment->name_count() * least_share >= all;
}

std::size_t names_of(const Layers& layers, Subject subject) {
  std::size_t sum = 0;
  for (const Layer& layer : layers)
    if (layer.subject() == subject) sum += layer.segment->name_count();
  return sum;
}

/// Years between two ranges of days, rounded up; 0 where they overlap.
int years_between(const RecordFacts& known, const BirthDate& born) {
  const auto first = static_cast<std::int64_t>(born.first.time_since_epoch().count());
  const auto last = static_cast<std::int64_t>(born.last.time_since_epoch().count());
  const std::int64_t days = std::max<std::int64_t>({0, known.born_first - last, first - known.born_last});
  return static_cast<int>((days + 365) / 366);
}

bool shares_nationality(std::string_view known, const std::vector<std::string>& wanted) {
  for (std::size_t at = 0; at + 1 < known.size(); at += 2)
    if (std::find(wanted.begin(), wanted.end(), known.substr(at, 2)) != wanted.end()) return true;
  return false;
}

/// What is known of a record and speaks against its being the one who is sought.
std::vector<Reason> contradictions(const Segment& segment, RecordNumber record, const Filters& filters) {
  std::vector<Reason> reasons;
  const RecordFacts& known = segment.facts(record);
  if (filters.born && known.has_birth())
    if (const int years = years_between(known, *filters.born); years > filters.years_apart)
      reasons.push_back({Reason::Kind::born_apart, {}, {}, 0, years});
  const std::string_view nationalities = segment.nationalities(record);
  if (!filters.nationalities.empty() && !nationalities.empty() &&
      !shares_nationality(nationalities, filters.nationalities))
    reasons.push_back({Reason::Kind::nationality_apart, {}, {}, 0, 0});
  if (filters.sex && *filters.sex != Sex::unknown && known.sex != Sex::unknown && known.sex != *filters.sex)
    reasons.push_back({Reason::Kind::sex_apart, {}, {}, 0, 0});
  return reasons;
}

/// Whether a record may be found at all.
bool admits(const Layer& layer, RecordNumber record, const Filters& filters) {
  if (!layer.has(record)) return false;
  const RecordFacts& known = layer.segment->facts(record);
  if (!known.screened && !filters.include_unscreened) return false;
  const bool asks_more = filters.born || filters.sex || !filters.nationalities.empty();
  return !asks_more || filters.keep_contradicted || contradictions(*layer.segment, record, filters).empty();
}

/// A name that was found, and where.
struct InLayer {
  const Layer* layer;
  const Found* found;

  [[nodiscard]] RecordNumber record() const { return layer->segment->record_of(found->name); }
  [[nodiscard]] std::string_view id() const { return layer->segment->id(record()); }
};

/// The best name of each record, best record first.
void sort_and_cut(std::vector<InLayer>& all, std::size_t limit) {
  std::sort(all.begin(), all.end(), [](const InLayer& a, const InLayer& b) {
    if (a.found->score != b.found->score) return a.found->score > b.found->score;
    return a.id() != b.id() ? a.id() < b.id() : a.found->name < b.found->name;
  });
  std::vector<InLayer> once;
  for (const InLayer& one : all) {
    if (once.size() == limit) break;
    const bool known =
        std::any_of(once.begin(), once.end(), [&](const InLayer& other) { return other.id() == one.id(); });
    if (!known) once.push_back(one);
  }
  all = std::move(once);
}

Hit hit_of(const InLayer& one, std::string_view sought, const Filters& filters) {
  const Segment& segment = *one.layer->segment;
  Hit hit;
  hit.id = one.id();
  hit.score = one.found->score;
  hit.name = segment.text(one.found->name);
  hit.kind = segment.kind(one.found->name);
  hit.comparison = one.found->comparison;
  if (!filters.explain) return hit;
  hit.explanation = explain(sought, hit.name, hit.comparison, segment.subject());
  if (filters.keep_contradicted)
    for (Reason& reason : contradictions(segment, one.record(), filters))
      hit.explanation.against_it.push_back(std::move(reason));
  return hit;
}

ComparedName compared(const Layers& layers, Subject subject, const ParsedName& parsed) {
  ComparedName name;
  name.size = parsed.size;
  for (std::size_t i = 0; i < parsed.size; ++i) {
    name.stem[i] = parsed.parts[i].stem;
    name.marks[i] = parsed.parts[i].marks;
    name.weight[i] = marked_weight(weigh(layers, subject, parsed.parts[i].stem), parsed.parts[i].marks);
  }
  return name;
}

}  // namespace

float weigh(const Layers& layers, Subject subject, const Word& word) {
  double frequency = Background::frequency(subject, word), names = Background::names(subject);
  const std::size_t all = names_of(layers, subject);
  for (const Layer& layer : layers) {
    if (layer.subject() != subject || !is_large(layer, all)) continue;
    const auto found = layer.segment->frequency_of(word);
    frequency += found.own + share_of_alike * found.bucket;
    names += static_cast<double>(layer.segment->name_count());
  }
  return weight_of(frequency, names);
}

bool decides_alone(const Layers& layers, const Layer& layer) {
  const std::size_t all = names_of(layers, layer.subject());
  return is_large(layer, all) && std::none_of(layers.begin(), layers.end(), [&](const Layer& other) {
           return other.subject() == layer.subject() && other.segment != layer.segment &&
                  is_large(other, all);
         });
}

base::Result<std::vector<Hit>> Index::search(std::string_view name, const Filters& filters,
                                             std::size_t limit) const {
  if (limit == 0 || limit > most_hits)
    return base::fail(base::Fault::invalid, fmt::format("a search gives 1 to {} records", most_hits),
                      "limit");
  ParsedName query;
  auto read_as = filters.subject.value_or(Subject::person);
  if (auto parsed = parse(name, query, read_as); !parsed) return base::fail(parsed);
  thread_local Finder finder;
  const auto layers = state_->now();
  std::set<std::string, std::less<>> not_these;
  if (!filters.asking.empty()) {
    not_these = state_->non_matches.others(filters.asking);
    not_these.insert(filters.asking);
  }
  std::vector<std::vector<Found>> found(layers->size());
  std::vector<InLayer> all;
  for (std::size_t i = 0; i < layers->size(); ++i) {
    const Layer& layer = (*layers)[i];
    if (filters.subject && layer.subject() != *filters.subject) continue;
    if (layer.subject() != read_as) {
      read_as = layer.subject();
      if (auto parsed = parse(name, query, read_as); !parsed) return base::fail(parsed);
    }
    const auto may_be_found = [&](RecordNumber record) {
      return admits(layer, record, filters) &&
             (not_these.empty() || !not_these.contains(layer.segment->id(record)));
    };
    finder.find(
        *layer.segment, query, [&](const Word& word) { return weigh(*layers, read_as, word); },
        decides_alone(*layers, layer), may_be_found, found[i]);
    for (const Found& one : found[i])
      if (one.score >= filters.least_score) all.push_back({&layer, &one});
  }
  sort_and_cut(all, limit);
  std::vector<Hit> hits;
  hits.reserve(all.size());
  for (const InLayer& one : all) hits.push_back(hit_of(one, name, filters));
  return hits;
}

std::vector<Screened> Index::screen(std::span<const Sought> list, std::size_t limit,
                                    std::size_t workers) const {
  std::vector<Screened> results(list.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < list.size(); i = next++)
      results[i].hits = search(list[i].name, list[i].filters, limit);
  };
  std::vector<std::jthread> threads;
  for (std::size_t w = 1; w < std::min(workers, list.size()); ++w) threads.emplace_back(work);
  work();
  threads.clear();
  return results;
}

base::Result<Comparison> Index::compare(std::string_view left, std::string_view right,
                                        Subject subject) const {
  const auto layers = state_->now();
  ParsedName parsed;
  if (auto read = parse(left, parsed, subject); !read) return base::fail(read);
  const ComparedName first = compared(*layers, subject, parsed);
  if (auto read = parse(right, parsed, subject); !read) return base::fail(read);
  const ComparedName second = compared(*layers, subject, parsed);
  SimilarityTable table;
  Comparison comparison;
  compare_stems(first, second, table);
  align(first, second, table, comparison);
  return comparison;
}

base::Result<double> Index::pair(std::string_view left, std::string_view right, Subject subject) const {
  const auto compared_names = compare(left, right, subject);
  if (!compared_names) return base::fail(compared_names);
  return Model::built_in().score(compared_names->features);
}

}  // namespace tansiq::names

#include "names/index.h"

#include <algorithm>
#include <unordered_map>

#include "names/finder.h"
#include "names/model.h"
#include "names/segment.h"
#include "names/weights.h"

namespace tansiq::names {

struct Index::State {
  std::vector<std::shared_ptr<const Segment>> segments;

  [[nodiscard]] float weigh(const Word& word) const {
    double frequency = Background::frequency(word), names = Background::names();
    for (const auto& segment : segments) {
      const auto found = segment->frequency_of(word);
      frequency += found.own + share_of_alike * found.bucket;
      names += static_cast<double>(segment->name_count());
    }
    return weight_of(frequency, names);
  }
};

Index::Index() : state_(std::make_unique<State>()) {}
Index::~Index() = default;

base::Result<> Index::add(std::vector<Record> records) {
  state_->segments.push_back(Segment::build(records));
  return {};
}

base::Result<std::vector<Hit>> Index::search(std::string_view name, const Filters& filters,
                                             std::size_t limit) const {
  ParsedName query;
  if (auto parsed = parse(name, query); !parsed) return base::fail(parsed);
  thread_local Finder finder;
  std::vector<Hit> hits;
  for (const auto& segment : state_->segments) {
    std::vector<Found> found;
    finder.find(
        *segment, query, [&](const Word& word) { return state_->weigh(word); }, true,
        [](RecordNumber) { return true; }, found);
    for (const Found& one : found) {
      if (one.score < filters.least_score) continue;
      Hit hit;
      hit.id = segment->id(segment->record_of(one.name));
      hit.score = one.score;
      hit.name = segment->text(one.name);
      hit.kind = segment->kind(one.name);
      hit.comparison = one.comparison;
      hits.push_back(std::move(hit));
    }
  }
  std::sort(hits.begin(), hits.end(),
            [](const Hit& a, const Hit& b) { return a.score != b.score ? a.score > b.score : a.id < b.id; });
  if (hits.size() > limit) hits.resize(limit);
  return hits;
}

base::Result<Comparison> Index::compare(std::string_view left, std::string_view right) const {
  ParsedName parsed;
  ComparedName names[2];
  for (int side = 0; side < 2; ++side) {
    if (auto read = parse(side == 0 ? left : right, parsed); !read) return base::fail(read);
    names[side].size = parsed.size;
    for (std::size_t i = 0; i < parsed.size; ++i) {
      names[side].stem[i] = parsed.parts[i].stem;
      names[side].marks[i] = parsed.parts[i].marks;
      names[side].weight[i] = marked_weight(state_->weigh(parsed.parts[i].stem), parsed.parts[i].marks);
    }
  }
  SimilarityTable table;
  Comparison comparison;
  compare_stems(names[0], names[1], table);
  align(names[0], names[1], table, comparison);
  return comparison;
}

base::Result<double> Index::pair(std::string_view left, std::string_view right) const {
  const auto compared = compare(left, right);
  if (!compared) return base::fail(compared);
  return Model::built_in().score(compared->features);
}

std::size_t Index::bytes() const {
  std::size_t sum = 0;
  for (const auto& segment : state_->segments) sum += segment->bytes();
  return sum;
}

std::size_t Index::name_count() const {
  std::size_t sum = 0;
  for (const auto& segment : state_->segments) sum += segment->name_count();
  return sum;
}

}  // namespace tansiq::names

#include "names/index.h"

#include <algorithm>
#include <unordered_map>

#include "names/model.h"
#include "names/state.h"
#include "names/weights.h"

namespace tansiq::names {
namespace {

/// Up to so many records are merged by the writer itself; larger layers wait for `maintain`.
constexpr std::size_t most_merged_inline = 16384;
constexpr std::size_t growth = 4;  ///< a layer is merged into the one before that is not so many times larger
constexpr std::size_t most_layers = 6;  ///< more wait for `maintain`

/// Where a live record is.
struct Place {
  std::size_t layer;
  RecordNumber record;
};

std::optional<Place> find(const Layers& layers, std::string_view id) {
  for (std::size_t i = layers.size(); i-- > 0;) {
    const RecordNumber record = layers[i].segment->find(id);
    if (record != Segment::no_record && layers[i].has(record)) return Place{i, record};
  }
  return std::nullopt;
}

constexpr Subject subjects[] = {Subject::person, Subject::organisation, Subject::place};

/// Where the layers of a subject stand, oldest first.
std::vector<std::size_t> layers_of(const Layers& layers, Subject subject) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (layers[i].subject() == subject) places.push_back(i);
  return places;
}

/// Adds a layer of records of one subject. Small layers are merged with them at once, each at most some times
/// larger than what follows it. False where they have too many stems.
bool append(Layers& layers, std::vector<Record> records) {
  if (records.empty()) return true;
  const auto places = layers_of(layers, records.front().subject);
  for (std::size_t k = places.size(); k-- > 0;) {
    const Layer& last = layers[places[k]];
    if (last.live() > growth * records.size() || last.live() + records.size() > most_merged_inline) break;
    last.live_records(records);
    layers.erase(layers.begin() + static_cast<std::ptrdiff_t>(places[k]));
  }
  const auto segment = Segment::build(records);
  if (segment) layers.push_back({segment, nullptr, 0});
  return segment != nullptr;
}

/// Which layers of a subject are to be merged: from the first that what follows has outgrown, that is half
/// removed, or that makes too many. Empty where there is nothing to do.
std::vector<std::size_t> to_merge(const Layers& layers, Subject subject) {
  const auto places = layers_of(layers, subject);
  std::size_t first = places.size(), after = 0;
  for (std::size_t k = places.size(); k-- > 0;) {
    const Layer& layer = layers[places[k]];
    const bool outgrown = after > 0 && layer.live() <= growth * after && places.size() > 2;
    const bool crowded = places.size() > most_layers && k + 2 >= places.size();
    if (outgrown || crowded || layer.removed_count * 2 > layer.segment->record_count()) first = k;
    after += layer.live();
  }
  return {places.begin() + static_cast<std::ptrdiff_t>(first), places.end()};
}

/// Puts one layer in the place of several that it was made of. Since then records may have been removed or
/// replaced, and layers added; false where one of the several is gone.
bool replace(Layers& layers, const Layers& merged, Layer fresh) {
  std::vector<std::size_t> places;
  for (const Layer& one : merged) {
    const auto same = [&](const Layer& layer) { return layer.segment == one.segment; };
    const auto found = std::find_if(layers.begin(), layers.end(), same);
    if (found == layers.end()) return false;
    places.push_back(static_cast<std::size_t>(found - layers.begin()));
    for (RecordNumber r = 0; r < one.segment->record_count(); ++r)
      if (one.has(r) && !found->has(r)) fresh = fresh.without(fresh.segment->find(one.segment->id(r)));
  }
  layers[places.front()] = std::move(fresh);
  for (std::size_t k = places.size(); k-- > 1;)
    layers.erase(layers.begin() + static_cast<std::ptrdiff_t>(places[k]));
  return true;
}

}  // namespace

Index::Index() : state_(std::make_unique<State>()) {}
Index::~Index() = default;

base::Result<> Index::put(std::vector<Record> records) {
  for (const Record& record : records)
    if (auto right = check(record); !right) return right;
  // The last of several with one id is the one that counts.
  std::unordered_map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < records.size(); ++i) last[records[i].id] = i;
  if (last.size() < records.size()) {
    std::vector<Record> once;
    for (std::size_t i = 0; i < records.size(); ++i)
      if (last[records[i].id] == i) once.push_back(records[i]);
    records = std::move(once);
  }
  if (records.empty()) return {};
  const std::lock_guard lock(state_->writing);
  Layers layers = *state_->now();
  // Bits are gathered for each layer, so that a large import copies none of them twice.
  std::vector<std::vector<RecordNumber>> replaced(layers.size());
  for (const Record& record : records)
    if (const auto old = find(layers, record.id)) {
      if (!(layers[old->layer].segment->record(old->record) == record))
        state_->non_matches.forget_all(record.id);
      replaced[old->layer].push_back(old->record);
    }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (replaced[i].empty()) continue;
    Layer& layer = layers[i];
    auto bits = layer.removed ? *layer.removed
                              : std::vector<std::uint64_t>(layer.segment->record_count() / 64 + 1, 0);
    for (const RecordNumber r : replaced[i]) bits[r / 64] |= std::uint64_t{1} << (r % 64);
    layer.removed = std::make_shared<const std::vector<std::uint64_t>>(std::move(bits));
    layer.removed_count += replaced[i].size();
  }
  for (const Subject subject : subjects) {
    std::vector<Record> same;
    for (Record& record : records)
      if (record.subject == subject) same.push_back(std::move(record));
    if (!append(layers, std::move(same)))
      return base::fail(base::Fault::too_large, "the records have too many distinct names for one layer", {},
                        "put them in several calls");
  }
  std::erase_if(layers, [](const Layer& layer) { return layer.live() == 0; });
  state_->publish(std::move(layers));
  return {};
}

bool Index::remove(std::string_view id) {
  const std::lock_guard lock(state_->writing);
  Layers layers = *state_->now();
  const auto place = find(layers, id);
  if (!place) return false;
  state_->non_matches.forget_all(std::string(id));
  layers[place->layer] = layers[place->layer].without(place->record);
  if (layers[place->layer].live() == 0)
    layers.erase(layers.begin() + static_cast<std::ptrdiff_t>(place->layer));
  state_->publish(std::move(layers));
  return true;
}

std::optional<Record> Index::record(std::string_view id) const {
  const auto layers = state_->now();
  const auto place = find(*layers, id);
  if (!place) return std::nullopt;
  return (*layers)[place->layer].segment->record(place->record);
}

bool Index::maintain() {
  const std::lock_guard alone(state_->maintaining);
  const auto before = state_->now();
  for (const Subject subject : subjects) {
    const auto places = to_merge(*before, subject);
    if (places.empty()) continue;
    Layers merged;
    std::vector<Record> records;
    for (const std::size_t place : places) {
      merged.push_back((*before)[place]);
      merged.back().live_records(records);
    }
    if (records.empty()) continue;  // the next write drops empty layers
    const auto segment = Segment::build(records);
    if (!segment) continue;
    const std::lock_guard lock(state_->writing);
    Layers layers = *state_->now();
    if (!replace(layers, merged, Layer{segment, nullptr, 0})) return true;
    std::erase_if(layers, [](const Layer& layer) { return layer.live() == 0; });
    state_->publish(std::move(layers));
    return true;
  }
  return false;
}

void Index::remember_non_match(NonMatch pair) {
  state_->non_matches.remember(std::move(pair));
}
bool Index::forget_non_match(std::string_view left, std::string_view right) {
  return state_->non_matches.forget(std::string(left), std::string(right));
}
std::vector<NonMatch> Index::non_matches(std::string_view id) const {
  return state_->non_matches.of(std::string(id));
}

std::size_t Index::name_count() const {
  std::size_t sum = 0;
  for (const Layer& layer : *state_->now()) sum += layer.segment->name_count();
  return sum;
}

std::size_t Index::record_count() const {
  std::size_t sum = 0;
  for (const Layer& layer : *state_->now()) sum += layer.live();
  return sum;
}

std::size_t Index::bytes() const {
  std::size_t sum = 0;
  for (const Layer& layer : *state_->now())
    sum += layer.segment->bytes() + (layer.removed ? layer.removed->size() * 8 : 0);
  return sum;
}

}  // namespace tansiq::names

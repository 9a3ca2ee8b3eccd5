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

Layer merged(const Layers& layers, std::size_t first) {
  std::vector<Record> records;
  for (std::size_t i = first; i < layers.size(); ++i) layers[i].live_records(records);
  return Layer{Segment::build(records), nullptr, 0};
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
  std::vector<std::string> changed;
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
  // Small layers are merged with the new records at once, each at most some times larger than what follows
  // it.
  std::size_t together = records.size();
  while (!layers.empty()) {
    const std::size_t size = layers.back().live();
    if (size > growth * together || size + together > most_merged_inline) break;
    layers.back().live_records(records);
    together += size;
    layers.pop_back();
  }
  const auto segment = Segment::build(records);
  if (!segment)
    return base::fail(base::Fault::too_large, "the records have too many distinct names for one layer", {},
                      "put them in several calls");
  layers.push_back({segment, nullptr, 0});
  std::erase_if(layers, [](const Layer& layer) { return layer.live() == 0; });
  for (const std::string& id : changed) state_->non_matches.forget_all(id);
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
  // From the first layer that what follows has outgrown, or that is half removed.
  std::size_t first = before->size();
  std::size_t after = 0;
  for (std::size_t i = before->size(); i-- > 0;) {
    const Layer& layer = (*before)[i];
    const bool outgrown = after > 0 && layer.live() <= growth * after && before->size() > 2;
    const bool crowded = before->size() > most_layers && i + 2 >= before->size();
    if (outgrown || crowded || layer.removed_count * 2 > layer.segment->record_count()) first = i;
    after += layer.live();
  }
  if (first == before->size()) return false;
  const Layer fresh = merged(*before, first);
  if (!fresh.segment) return false;
  const std::lock_guard lock(state_->writing);
  // Meanwhile records may have been removed or replaced, and layers added or merged behind the last one that
  // we took; those of ours that are still there in the same place are replaced by the fresh one.
  const auto current = state_->now();
  for (std::size_t i = 0; i < before->size(); ++i)
    if (i >= current->size() || (*current)[i].segment != (*before)[i].segment) return true;
  Layer next = fresh;
  for (std::size_t i = first; i < before->size(); ++i)
    for (RecordNumber r = 0; r < (*before)[i].segment->record_count(); ++r)
      if ((*before)[i].has(r) && !(*current)[i].has(r))
        next = next.without(next.segment->find((*before)[i].segment->id(r)));
  Layers layers(current->begin(), current->begin() + static_cast<std::ptrdiff_t>(first));
  layers.push_back(std::move(next));
  layers.insert(layers.end(), current->begin() + static_cast<std::ptrdiff_t>(before->size()), current->end());
  std::erase_if(layers, [](const Layer& layer) { return layer.live() == 0; });
  state_->publish(std::move(layers));
  return true;
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

#include "names/vocabulary.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "names/similarity.h"

namespace tansiq::names {
namespace {

thread_local std::size_t compared = 0;

/// Skeletons fill their upper bits first: mixed down before they are multiplied, or all fall on a few slots.
std::size_t slot_of(Skeleton skeleton, std::size_t mask) {
  std::uint64_t mixed = (skeleton ^ (skeleton >> 29)) * 0x9E3779B97F4A7C15ULL;
  mixed ^= mixed >> 32;
  mixed *= 0xC2B2AE3D27D4EB4FULL;
  return static_cast<std::size_t>(mixed >> 33) & mask;
}

/// A form before it has its place.
struct NewForm {
  Skeleton skeleton;
  Profile profile;
  Word word;
  Token stem;
  std::uint8_t marks;
  bool primary;
};

}  // namespace

Vocabulary Vocabulary::make(const std::vector<std::string_view>& stems, std::vector<Token>& token_of) {
  std::vector<NewForm> forms;
  forms.reserve(stems.size() * 5 / 4);
  for (std::size_t i = 0; i < stems.size(); ++i) {
    NewForm form{0, 0, {}, static_cast<Token>(i), 0, true};
    for (const char c : stems[i]) form.word.push(static_cast<Letter>(c));
    const Sound sound = sound_of(form.word);
    form.skeleton = sound.skeleton;
    form.profile = sound.profile;
    forms.push_back(form);
    const Readings others = other_readings(form.word);
    for (std::size_t r = 0; r < others.size; ++r) {
      const Sound other = sound_of(others.reading[r].stem);
      forms.push_back({other.skeleton, other.profile, others.reading[r].stem, static_cast<Token>(i),
                       others.reading[r].marks, false});
    }
  }
  std::vector<std::uint32_t> order(forms.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const NewForm &x = forms[a], &y = forms[b];
    if (x.skeleton != y.skeleton) return x.skeleton < y.skeleton;
    if (x.word.view() != y.word.view()) return x.word.view() < y.word.view();
    return x.primary != y.primary ? x.primary : stems[x.stem] < stems[y.stem];
  });

  // Tokens are numbered in the order of their stems' forms: neighbours in sound are neighbours in number.
  Vocabulary made;
  token_of.assign(stems.size(), 0);
  std::vector<std::uint32_t> primary;
  for (std::uint32_t at = 0; at < order.size(); ++at) {
    const NewForm& form = forms[order[at]];
    if (!form.primary) continue;
    token_of[form.stem] = static_cast<Token>(primary.size());
    primary.push_back(at);
  }
  std::vector<Letter> letters;
  std::vector<Form> placed;
  std::vector<Bucket> found;
  for (std::uint32_t at = 0; at < order.size(); ++at) {
    const NewForm& form = forms[order[at]];
    placed.push_back({form.profile, static_cast<std::uint32_t>(letters.size()),
                      token_of[form.stem] | static_cast<std::uint32_t>(form.marks) << 24});
    letters.insert(letters.end(), form.word.letters.begin(), form.word.letters.begin() + form.word.size);
    if (found.empty() || found.back().skeleton != form.skeleton) found.push_back({form.skeleton, at, 0, 0});
    ++found.back().count;
  }
  placed.push_back({0, static_cast<std::uint32_t>(letters.size()), 0});
  std::vector<Bucket> table(std::bit_ceil(found.size() * 3 / 2 + 2), Bucket{0, 0, 0, 0});
  for (const Bucket& b : found) {
    std::size_t slot = slot_of(b.skeleton, table.size() - 1);
    while (table[slot].count != 0) slot = (slot + 1) & (table.size() - 1);
    table[slot] = b;
  }
  made.letters_ = Column<Letter>(std::move(letters));
  made.forms_ = Column<Form>(std::move(placed));
  made.primary_ = Column<std::uint32_t>(std::move(primary));
  made.buckets_ = Column<Bucket>(std::move(table));
  return made;
}

std::size_t Vocabulary::bytes() const {
  return letters_.bytes() + forms_.bytes() + primary_.bytes() + buckets_.bytes();
}

const Vocabulary::Bucket* Vocabulary::bucket(Skeleton skeleton) const {
  const std::size_t mask = buckets_.size() - 1;
  for (std::size_t slot = slot_of(skeleton, mask);; slot = (slot + 1) & mask) {
    const Bucket& b = buckets_[slot];
    if (b.count == 0) return nullptr;
    if (b.skeleton == skeleton) return &b;
  }
}

void Vocabulary::count(std::span<const std::uint32_t> posting_start) {
  std::vector<Bucket> table(buckets_.view().begin(), buckets_.view().end());
  for (Bucket& b : table)
    for (std::uint32_t form = b.first; form < b.first + b.count; ++form)
      if (primary_[forms_[form].token()] == form)
        b.frequency += posting_start[forms_[form].token() + 1] - posting_start[forms_[form].token()];
  buckets_ = Column<Bucket>(std::move(table));
}

Vocabulary::Frequency Vocabulary::frequency_of(const Word& word,
                                               std::span<const std::uint32_t> posting_start) const {
  if (size() == 0) return {};
  const Bucket* b = bucket(skeleton_of(word));
  if (b == nullptr) return {};
  std::uint32_t low = b->first, high = b->first + b->count;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (form_letters(middle) < word.view())
      low = middle + 1;
    else
      high = middle;
  }
  Frequency frequency{0, b->frequency};
  for (; low < b->first + b->count && form_letters(low) == word.view(); ++low)
    if (primary_[forms_[low].token()] == low)
      frequency.own = posting_start[forms_[low].token() + 1] - posting_start[forms_[low].token()];
  return frequency;
}

Token Vocabulary::find(const Word& word) const {
  if (size() == 0) return no_token;
  const Bucket* b = bucket(skeleton_of(word));
  if (b == nullptr) return no_token;
  std::uint32_t low = b->first, high = b->first + b->count;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (form_letters(middle) < word.view())
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < b->first + b->count && form_letters(low) == word.view(); ++low)
    if (primary_[forms_[low].token()] == low) return forms_[low].token();
  return no_token;
}

void Vocabulary::match_reading(const Word& word, std::uint8_t marks, Reach reach,
                               std::vector<TokenMatch>& out) const {
  thread_local std::vector<Neighbour> neighbours;
  const Costs& costs = Costs::built_in();
  Spelling own, other;
  spell(word, own);
  std::array<Cost, Word::most + 1> limits;
  std::size_t shortest = Word::most, longest = 0;
  for (std::size_t length = 0; length <= Word::most; ++length) {
    const std::size_t sum = length + word.size;
    const std::size_t apart = length > word.size ? length - word.size : word.size - length;
    limits[length] = cost_limit(sum, reach);
    if (apart > 4 + sum / 6) continue;
    shortest = std::min(shortest, length);
    longest = std::max(longest, length);
  }
  const Cost widest = limits[longest];
  neighbours_of(sound_of(word), widest, neighbours);
  // Memory is slower than comparing: buckets and forms are asked for before they are looked at.
  for (const Neighbour& neighbour : neighbours)
    __builtin_prefetch(&buckets_[slot_of(neighbour.skeleton, buckets_.size() - 1)]);
  thread_local std::vector<std::pair<const Neighbour*, const Bucket*>> filled;
  filled.clear();
  for (const Neighbour& neighbour : neighbours)
    if (const Bucket* b = neighbour.least > widest ? nullptr : bucket(neighbour.skeleton)) {
      filled.emplace_back(&neighbour, b);
      __builtin_prefetch(&forms_[b->first]);
    }
  for (const auto& [neighbour, b] : filled) {
    for (std::uint32_t at = b->first; at < b->first + b->count; ++at) {
      const Form& form = forms_[at];
      const Cost least = neighbour->cost + least_cost(neighbour->profile, form.profile);
      if (least > widest) continue;
      const std::size_t length = forms_[at + 1].start - form.start;
      if (length < shortest || length > longest || least > limits[length]) continue;
      const std::string_view letters = form_letters(at);
      const auto marks_apart = static_cast<std::uint8_t>(marks ^ form.marks());
      const float most = (marks_apart & mark_short) != 0 ? of_short_form : 1.0F;
      if (letters == word.view()) {
        out.push_back({form.token(), most, marks_apart});
        continue;
      }
      ++compared;
      spell(reinterpret_cast<const Letter*>(letters.data()), letters.size(), other);
      const Cost cost = costs.between(own, other, limits[length]);
      if (cost <= limits[length])
        out.push_back({form.token(), most * similarity_of(cost, length + word.size), marks_apart});
    }
  }
}

void Vocabulary::match(const Word& word, Reach reach, std::vector<TokenMatch>& out, std::size_t most) const {
  out.clear();
  if (size() == 0) return;
  match_reading(word, 0, reach, out);
  const Readings others = other_readings(word);
  for (std::size_t r = 0; r < others.size; ++r)
    match_reading(others.reading[r].stem, others.reading[r].marks, reach, out);
  // The best way to each token, fewest marks apart first among equals.
  std::sort(out.begin(), out.end(), [](const TokenMatch& a, const TokenMatch& b) {
    if (a.token != b.token) return a.token < b.token;
    if (a.similarity != b.similarity) return a.similarity > b.similarity;
    return a.marks < b.marks;
  });
  out.erase(std::unique(out.begin(), out.end(),
                        [](const TokenMatch& a, const TokenMatch& b) { return a.token == b.token; }),
            out.end());
  std::sort(out.begin(), out.end(), [](const TokenMatch& a, const TokenMatch& b) {
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.token < b.token;
  });
  if (out.size() > most) out.resize(most);
}

std::size_t Vocabulary::comparisons() {
  return compared;
}

}  // namespace tansiq::names

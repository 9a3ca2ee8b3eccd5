#include "names/vocabulary.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "names/similarity.h"

namespace tansiq::names {
namespace {

thread_local std::size_t compared = 0;

std::size_t slot_of(Skeleton skeleton, std::size_t mask) {
  return static_cast<std::size_t>((skeleton * 0x9E3779B97F4A7C15ULL) >> 32) & mask;
}

struct Form {
  Skeleton skeleton;
  Profile profile;
  Word word;
  Token stem;
  std::uint8_t marks;
  bool primary;
};

}  // namespace

Vocabulary Vocabulary::make(const std::vector<std::string_view>& stems, std::vector<Token>& token_of) {
  std::vector<Form> forms;
  forms.reserve(stems.size() * 5 / 4);
  for (std::size_t i = 0; i < stems.size(); ++i) {
    Form form{0, 0, {}, static_cast<Token>(i), 0, true};
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
    const Form &x = forms[a], &y = forms[b];
    if (x.skeleton != y.skeleton) return x.skeleton < y.skeleton;
    if (x.word.view() != y.word.view()) return x.word.view() < y.word.view();
    return x.primary != y.primary ? x.primary : stems[x.stem] < stems[y.stem];
  });

  // Tokens are numbered in the order of their stems' forms: neighbours in sound are neighbours in number.
  Vocabulary made;
  token_of.assign(stems.size(), 0);
  std::vector<std::uint32_t> primary, start;
  for (std::uint32_t at = 0; at < order.size(); ++at) {
    const Form& form = forms[order[at]];
    if (!form.primary) continue;
    token_of[form.stem] = static_cast<Token>(primary.size());
    primary.push_back(at);
  }
  std::vector<Letter> letters;
  std::vector<Profile> profile;
  std::vector<Token> token;
  std::vector<std::uint8_t> marks;
  std::vector<Bucket> found;
  for (std::uint32_t at = 0; at < order.size(); ++at) {
    const Form& form = forms[order[at]];
    start.push_back(static_cast<std::uint32_t>(letters.size()));
    letters.insert(letters.end(), form.word.letters.begin(), form.word.letters.begin() + form.word.size);
    token.push_back(token_of[form.stem]);
    profile.push_back(form.profile);
    marks.push_back(form.marks);
    if (found.empty() || found.back().skeleton != form.skeleton) found.push_back({form.skeleton, at, 0, 0});
    ++found.back().count;
  }
  start.push_back(static_cast<std::uint32_t>(letters.size()));
  std::vector<Bucket> table(std::bit_ceil(found.size() * 3 / 2 + 2), Bucket{0, 0, 0, 0});
  for (const Bucket& b : found) {
    std::size_t slot = slot_of(b.skeleton, table.size() - 1);
    while (table[slot].count != 0) slot = (slot + 1) & (table.size() - 1);
    table[slot] = b;
  }
  made.letters_ = Column<Letter>(std::move(letters));
  made.start_ = Column<std::uint32_t>(std::move(start));
  made.profile_ = Column<Profile>(std::move(profile));
  made.token_ = Column<Token>(std::move(token));
  made.marks_ = Column<std::uint8_t>(std::move(marks));
  made.primary_ = Column<std::uint32_t>(std::move(primary));
  made.buckets_ = Column<Bucket>(std::move(table));
  return made;
}

std::size_t Vocabulary::bytes() const {
  return letters_.bytes() + profile_.bytes() + start_.bytes() + token_.bytes() + marks_.bytes() +
         primary_.bytes() + buckets_.bytes();
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
      if (primary_[token_[form]] == form)
        b.frequency += posting_start[token_[form] + 1] - posting_start[token_[form]];
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
    if (primary_[token_[low]] == low)
      frequency.own = posting_start[token_[low] + 1] - posting_start[token_[low]];
  return frequency;
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
  for (const Neighbour& neighbour : neighbours) {
    if (neighbour.least > widest) continue;
    const Bucket* b = bucket(neighbour.skeleton);
    if (b == nullptr) continue;
    for (std::uint32_t form = b->first; form < b->first + b->count; ++form) {
      const std::size_t length = start_[form + 1] - start_[form];
      if (length < shortest || length > longest) continue;
      const Cost limit = limits[length];
      if (neighbour.cost + least_cost(neighbour.profile, profile_[form]) > limit) continue;
      const std::string_view letters = form_letters(form);
      const auto marks_apart = static_cast<std::uint8_t>(marks ^ marks_[form]);
      if (letters == word.view()) {
        out.push_back({token_[form], 1.0F, marks_apart});
        continue;
      }
      ++compared;
      spell(reinterpret_cast<const Letter*>(letters.data()), letters.size(), other);
      const Cost cost = costs.between(own, other, limit);
      if (cost <= limit) out.push_back({token_[form], similarity_of(cost, length + word.size), marks_apart});
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

#include "names/compare.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "names/similarity.h"
#include "names/skeleton.h"

namespace tansiq::names {
namespace {

constexpr float least_similarity = 0.1F;
constexpr float initial_similarity = 0.7F;

float weight_of(const ComparedName& name, std::size_t part) {
  return name.weight[part];
}

float similarity_of_words(const Word& left, const Word& right, Reach reach) {
  if (left == right) return 1;
  const std::size_t sum = left.size + right.size;
  const std::size_t apart = left.size > right.size ? left.size - right.size : right.size - left.size;
  if (apart > 4 + sum / 6) return 0;
  Spelling a, b;
  spell(left, a);
  spell(right, b);
  const Cost limit = cost_limit(sum, reach);
  const Cost cost = Costs::built_in().between(a, b, limit);
  return cost > limit ? 0 : similarity_of(cost, sum);
}

Word joined(const Word& first, const Word& second) {
  Word word = first;
  word.append(second);
  return word;
}

/// Whether an initial stands for the word: "J." for "John", "م" for "محمد".
bool stands_for(const Word& initial, const Word& word) {
  if (initial.size != 1 || word.size < 2) return false;
  if (initial.script() == word.script()) return initial.letters[0] == word.letters[0];
  Spelling a, b;
  spell(initial, a);
  Word first;
  first.push(word.letters[0]);
  spell(first, b);
  return Costs::built_in().between(a, b, 120) <= 120;
}

/// Takes the best remaining pair of parts, again and again.
class Aligner {
 public:
  Aligner(const ComparedName& left, const ComparedName& right, SimilarityTable& table, Comparison& out)
      : left_(left), right_(right), table_(table), out_(out) {}

  void run() {
    out_.matched_count = 0;
    free_left_ = (1U << left_.size) - 1;
    free_right_ = (1U << right_.size) - 1;
    take_pairs();
    take_joined();
    take_initials();
    out_.left_unmatched = free_left_;
    out_.right_unmatched = free_right_;
    count_inversions();
  }

 private:
  struct Pair {
    float value;
    std::uint8_t left, right;
  };

  void take_pairs() {
    std::array<Pair, ParsedName::most_parts * ParsedName::most_parts> pairs;
    std::size_t count = 0;
    for (std::size_t i = 0; i < left_.size; ++i)
      for (std::size_t j = 0; j < right_.size; ++j) {
        const float similarity = table_.at(i, j);
        if (similarity < least_similarity) continue;
        // Among equals the one in the same place, and the one with the same marks.
        const float place = std::abs(static_cast<float>(i) / static_cast<float>(left_.size) -
                                     static_cast<float>(j) / static_cast<float>(right_.size));
        const auto apart = std::popcount(static_cast<unsigned>((left_.marks[i] ^ right_.marks[j]) & 0x3EU));
        pairs[count++] = {similarity - 0.05F * place - 0.02F * static_cast<float>(apart),
                          static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j)};
      }
    std::sort(pairs.begin(), pairs.begin() + count, [](const Pair& a, const Pair& b) {
      if (a.value != b.value) return a.value > b.value;
      const auto sum_a = a.left + a.right, sum_b = b.left + b.right;
      return sum_a != sum_b ? sum_a < sum_b : std::min(a.left, a.right) < std::min(b.left, b.right);
    });
    for (std::size_t k = 0; k < count; ++k) {
      const Pair& pair = pairs[k];
      if (!(free_left_ >> pair.left & 1U) || !(free_right_ >> pair.right & 1U)) continue;
      Matched matched;
      matched.left = pair.left;
      matched.right = pair.right;
      matched.similarity = table_.at(pair.left, pair.right);
      matched.marks_apart = static_cast<std::uint8_t>(left_.marks[pair.left] ^ right_.marks[pair.right] ^
                                                      table_.marks_at(pair.left, pair.right));
      const bool across = left_.stem[pair.left].script() != right_.stem[pair.right].script();
      const bool is_short = (table_.marks_at(pair.left, pair.right) & mark_short) != 0;
      matched.link = is_short                     ? Link::short_form
                     : across                     ? Link::transliteration
                     : matched.similarity >= 1.0F ? Link::same
                                                  : Link::spelling;
      add(matched);
    }
  }

  void add(const Matched& matched) {
    free_left_ &= ~(((1U << matched.left_parts) - 1) << matched.left);
    free_right_ &= ~(((1U << matched.right_parts) - 1) << matched.right);
    out_.matched[out_.matched_count++] = matched;
  }

  /// Two parts here written as one there: one of the two is still free, and the one that has a partner has it
  /// with the joined word and likes it less than both together would.
  void take_joined() {
    join(left_, right_, true);
    join(right_, left_, false);
  }

  void join(const ComparedName& two, const ComparedName& one, bool two_is_left) {
    const std::uint32_t& free_two = two_is_left ? free_left_ : free_right_;
    const std::uint32_t& free_one = two_is_left ? free_right_ : free_left_;
    for (std::size_t i = 0; i + 1 < two.size; ++i) {
      if (!((free_two >> i & 1U) || (free_two >> (i + 1) & 1U))) continue;
      for (std::size_t j = 0; j < one.size; ++j) {
        const Word &first = two.stem[i], &second = two.stem[i + 1], &whole = one.stem[j];
        if (whole.size < 4 || first.script() != second.script()) continue;
        const std::size_t sum = first.size + second.size;
        if (sum > whole.size + 3U + whole.size / 3 && first.script() == whole.script()) continue;
        if (first.size + 1U >= whole.size + 3U) continue;
        // What the parts are worth as they are now.
        std::size_t at = out_.matched_count;
        float now = 0;
        bool taken = false;
        for (std::size_t k = 0; k < out_.matched_count; ++k) {
          const Matched& m = out_.matched[k];
          const std::size_t in_two = two_is_left ? m.left : m.right, in_one = two_is_left ? m.right : m.left;
          if (in_one == j && (in_two == i || in_two == i + 1))
            at = k, now = m.similarity;
          else if (in_one == j || in_two == i || in_two == i + 1)
            taken = true;
        }
        if (taken || (at == out_.matched_count && !(free_one >> j & 1U))) continue;
        const float similarity = similarity_of_words(joined(first, second), whole, Reach::near);
        if (similarity < 0.5F || similarity < now) continue;
        Matched matched;
        matched.left = static_cast<std::uint8_t>(two_is_left ? i : j);
        matched.right = static_cast<std::uint8_t>(two_is_left ? j : i);
        matched.left_parts = two_is_left ? 2 : 1;
        matched.right_parts = two_is_left ? 1 : 2;
        matched.similarity = similarity * 0.97F;
        matched.link = Link::joined;
        if (at < out_.matched_count) {
          out_.matched[at] = out_.matched[--out_.matched_count];
        }
        add(matched);
        break;
      }
    }
  }

  void take_initials() {
    for (std::size_t i = 0; i < left_.size; ++i)
      for (std::size_t j = 0; j < right_.size; ++j) {
        if (!(free_left_ >> i & 1U) || !(free_right_ >> j & 1U)) continue;
        if (!stands_for(left_.stem[i], right_.stem[j]) && !stands_for(right_.stem[j], left_.stem[i]))
          continue;
        Matched matched;
        matched.left = static_cast<std::uint8_t>(i);
        matched.right = static_cast<std::uint8_t>(j);
        matched.similarity = initial_similarity;
        matched.link = Link::initial;
        add(matched);
      }
  }

  void count_inversions() {
    out_.inversions = 0;
    std::sort(out_.matched.begin(), out_.matched.begin() + out_.matched_count,
              [](const Matched& a, const Matched& b) { return a.left < b.left; });
    for (std::size_t a = 0; a < out_.matched_count; ++a)
      for (std::size_t b = a + 1; b < out_.matched_count; ++b)
        if (out_.matched[a].right > out_.matched[b].right) ++out_.inversions;
  }

  const ComparedName& left_;
  const ComparedName& right_;
  SimilarityTable& table_;
  Comparison& out_;
  std::uint32_t free_left_ = 0;
  std::uint32_t free_right_ = 0;
};

/// Where a name begins and ends, and its parts, titles left out; the whole where there is nothing else.
struct Ends {
  std::size_t first = 0, last = 0, parts = 0;
};
Ends ends_of(const ComparedName& name) {
  Ends ends;
  for (std::size_t i = 0; i < name.size; ++i) {
    if ((name.marks[i] & mark_title) != 0) continue;
    if (ends.parts == 0) ends.first = i;
    ends.last = i;
    ++ends.parts;
  }
  return ends.parts > 0 ? ends : Ends{0, name.size - 1, name.size};
}

bool is_free(std::uint32_t unmatched, std::size_t part) {
  return (unmatched >> part & 1U) != 0;
}

bool is_arabic(const ComparedName& name) {
  return name.stem[0].script() == Script::arabic;
}

/// What the parts weigh that have no partner and stand between the first and the last.
float in_the_middle(const ComparedName& name, const Ends& ends, std::uint32_t unmatched) {
  float weight = 0;
  for (std::size_t i = ends.first + 1; i < ends.last; ++i)
    if (is_free(unmatched, i)) weight += name.weight[i];
  return weight;
}

/// Collects what the score looks at.
class FeatureMaker {
 public:
  FeatureMaker(const ComparedName& left, const ComparedName& right, const SimilarityTable& table,
               Comparison& out)
      : left_(left), right_(right), table_(table), out_(out) {}

  void run() {
    const Ends of_left = ends_of(left_), of_right = ends_of(right_);
    float rarest = 0;
    float total_left = 0, total_right = 0;
    for (std::size_t i = 0; i < left_.size; ++i) total_left += weight_of(left_, i);
    for (std::size_t j = 0; j < right_.size; ++j) total_right += weight_of(right_, j);
    float information = 0, doubt = 0, worst = 0, exact = 0, across = 0, initials = 0, joins = 0;
    float first_similarity = 0, last_similarity = 0;
    std::array<float, 8> marks{};
    for (std::size_t k = 0; k < out_.matched_count; ++k) {
      const Matched& m = out_.matched[k];
      float weight = weight_of(left_, m.left), other = weight_of(right_, m.right);
      if (m.left_parts == 2) weight += weight_of(left_, m.left + 1U);
      if (m.right_parts == 2) other += weight_of(right_, m.right + 1U);
      const float mean = m.link == Link::initial  ? 1.5F
                         : m.link == Link::joined ? std::max(weight, other)
                                                  : (weight + other) / 2;
      information += mean * m.similarity;
      doubt += mean * (1 - m.similarity);
      worst = std::max(worst, mean * (1 - m.similarity));
      exact += m.link == Link::same ? 1 : 0;
      across += m.link == Link::transliteration ? 1 : 0;
      initials += m.link == Link::initial ? 1 : 0;
      joins += m.link == Link::joined ? 1 : 0;
      if (m.left == of_left.first && m.right == of_right.first) first_similarity = m.similarity;
      if (m.left + m.left_parts == of_left.last + 1 && m.right + m.right_parts == of_right.last + 1)
        last_similarity = m.similarity;
      rarest = std::max(rarest, mean * m.similarity);
      if (m.link != Link::initial && m.link != Link::joined)
        for (std::size_t bit = 0; bit < 8; ++bit) marks[bit] += static_cast<float>(m.marks_apart >> bit & 1U);
    }
    float missing_left = 0, missing_right = 0, most_left = 0, most_right = 0;
    for (std::size_t i = 0; i < left_.size; ++i)
      if (out_.left_unmatched >> i & 1U) {
        missing_left += weight_of(left_, i);
        most_left = std::max(most_left, weight_of(left_, i));
      }
    for (std::size_t j = 0; j < right_.size; ++j)
      if (out_.right_unmatched >> j & 1U) {
        missing_right += weight_of(right_, j);
        most_right = std::max(most_right, weight_of(right_, j));
      }
    float nearest = 0, fathers_apart = 0;
    for (std::size_t i = 0; i < left_.size; ++i)
      for (std::size_t j = 0; j < right_.size; ++j)
        if (is_free(out_.left_unmatched, i) && is_free(out_.right_unmatched, j) &&
            ((left_.marks[i] & mark_son) != 0 || (right_.marks[j] & mark_son) != 0))
          fathers_apart = 1;
    for (std::size_t i = 0; i < left_.size; ++i)
      for (std::size_t j = 0; j < right_.size; ++j)
        if ((out_.left_unmatched >> i & 1U) && (out_.right_unmatched >> j & 1U))
          nearest = std::max(nearest, table_.at(i, j));

    const float contradicted = std::min(missing_left, missing_right);
    const float omitted = std::max(missing_left, missing_right) - contradicted;
    const Ends &left = of_left, &right = of_right;
    const auto sizes = std::minmax(left.parts, right.parts);
    const float possible = static_cast<float>(out_.matched_count * (out_.matched_count - 1)) / 2;
    const bool left_misses_first = is_free(out_.left_unmatched, left.first),
               right_misses_first = is_free(out_.right_unmatched, right.first),
               left_misses_last = is_free(out_.left_unmatched, left.last),
               right_misses_last = is_free(out_.right_unmatched, right.last);
    auto& f = out_.features.value;
    f[0] = information / 10;
    f[1] = information / std::max(1.0F, std::min(total_left, total_right));
    f[2] = information / std::max(1.0F, std::max(total_left, total_right));
    f[3] = doubt / 5;
    f[4] = worst / 5;
    f[5] = contradicted / 5;
    f[6] = omitted / 5;
    f[7] = std::min(most_left, most_right) / 5;
    f[8] = possible > 0 ? static_cast<float>(out_.inversions) / possible : 0;
    f[9] = out_.inversions > 0 ? 1 : 0;
    f[10] = first_similarity;
    f[11] = last_similarity;
    f[12] = left_misses_first && right_misses_first ? 1 : 0;
    f[13] = left_misses_last && right_misses_last ? 1 : 0;
    f[14] = left_misses_first != right_misses_first ? 1 : 0;
    f[15] = left_misses_last != right_misses_last ? 1 : 0;
    f[16] = marks[1] + marks[2];  // son, daughter
    f[17] = marks[3] + marks[4];  // kunya
    f[18] = marks[0];             // article
    f[19] = across > 0 ? 1 : 0;
    f[20] = static_cast<float>(sizes.first) / 4;
    f[21] = static_cast<float>(sizes.second) / 4;
    f[22] = static_cast<float>(out_.matched_count) / 4;
    f[23] = initials / 2;
    f[24] = joins;
    f[25] = exact / static_cast<float>(std::max<std::size_t>(sizes.first, 1));
    f[26] = nearest;
    f[27] = left.parts == right.parts ? 1 : 0;
    f[28] = rarest / 5;
    f[29] = is_arabic(left_) && is_arabic(right_) ? 1 : 0;
    f[30] = in_the_middle(left_, left, out_.left_unmatched) / 5 +
            in_the_middle(right_, right, out_.right_unmatched) / 5;
    f[31] = fathers_apart;
  }

 private:
  const ComparedName& left_;
  const ComparedName& right_;
  const SimilarityTable& table_;
  Comparison& out_;
};

}  // namespace

float compare_words(const Word& left, const Word& right, Reach reach, std::uint8_t& marks) {
  marks = 0;
  float best = similarity_of_words(left, right, reach);
  if (best >= 1) return best;
  const Readings of_left = other_readings(left), of_right = other_readings(right);
  const auto consider = [&](const Word& a, std::uint8_t marks_a, const Word& b, std::uint8_t marks_b) {
    const auto apart = static_cast<std::uint8_t>(marks_a ^ marks_b);
    const float most = (apart & mark_short) != 0 ? of_short_form : 1.0F;
    const float similarity = most * similarity_of_words(a, b, reach);
    if (similarity > best) best = similarity, marks = apart;
  };
  for (std::size_t i = 0; i < of_left.size; ++i)
    consider(of_left.reading[i].stem, of_left.reading[i].marks, right, 0);
  for (std::size_t j = 0; j < of_right.size; ++j)
    consider(left, 0, of_right.reading[j].stem, of_right.reading[j].marks);
  for (std::size_t i = 0; i < of_left.size; ++i)
    for (std::size_t j = 0; j < of_right.size; ++j)
      consider(of_left.reading[i].stem, of_left.reading[i].marks, of_right.reading[j].stem,
               of_right.reading[j].marks);
  return best;
}

namespace {

/// One fixed order of two names, so that exchanging them cannot change how equal choices are made.
bool in_order(const ComparedName& left, const ComparedName& right) {
  if (left.size != right.size) return left.size < right.size;
  for (std::size_t i = 0; i < left.size; ++i) {
    if (!(left.stem[i] == right.stem[i])) return left.stem[i].view() < right.stem[i].view();
    if (left.marks[i] != right.marks[i]) return left.marks[i] < right.marks[i];
  }
  return true;
}

void transpose(const SimilarityTable& from, std::size_t height, SimilarityTable& to) {
  to.width = height;
  for (std::size_t i = 0; i < height; ++i)
    for (std::size_t j = 0; j < from.width; ++j) {
      to.at(j, i) = from.at(i, j);
      to.marks_at(j, i) = from.marks[i * from.width + j];
    }
}

void mirror(Comparison& comparison) {
  for (std::size_t k = 0; k < comparison.matched_count; ++k) {
    Matched& m = comparison.matched[k];
    std::swap(m.left, m.right);
    std::swap(m.left_parts, m.right_parts);
  }
  std::swap(comparison.left_unmatched, comparison.right_unmatched);
}

}  // namespace

void compare_stems(const ComparedName& left, const ComparedName& right, SimilarityTable& table) {
  if (!in_order(left, right)) {
    SimilarityTable other;
    compare_stems(right, left, other);
    return transpose(other, right.size, table);
  }
  table.width = right.size;
  for (std::size_t i = 0; i < left.size; ++i)
    for (std::size_t j = 0; j < right.size; ++j) {
      std::uint8_t marks = 0;
      table.at(i, j) = compare_words(left.stem[i], right.stem[j], Reach::near, marks);
      table.marks_at(i, j) = marks;
    }
  compare_far(left, right, table);
}

void compare_far(const ComparedName& left, const ComparedName& right, SimilarityTable& table) {
  std::array<float, ParsedName::most_parts> best_left{}, best_right{};
  for (std::size_t i = 0; i < left.size; ++i)
    for (std::size_t j = 0; j < right.size; ++j) {
      best_left[i] = std::max(best_left[i], table.at(i, j));
      best_right[j] = std::max(best_right[j], table.at(i, j));
    }
  for (std::size_t i = 0; i < left.size; ++i)
    for (std::size_t j = 0; j < right.size; ++j) {
      if (best_left[i] >= good_similarity || best_right[j] >= good_similarity || table.at(i, j) > 0) continue;
      std::uint8_t marks = 0;
      table.at(i, j) = compare_words(left.stem[i], right.stem[j], Reach::far, marks);
      table.marks_at(i, j) = marks;
    }
}

void align(const ComparedName& left, const ComparedName& right, SimilarityTable& table, Comparison& out) {
  if (!in_order(left, right)) {
    SimilarityTable other;
    transpose(table, left.size, other);
    align(right, left, other, out);
    return mirror(out);
  }
  Aligner(left, right, table, out).run();
  FeatureMaker(left, right, table, out).run();
}

}  // namespace tansiq::names

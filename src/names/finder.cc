#include "names/finder.h"

#include <algorithm>
#include <numeric>

#include "names/model.h"
#include "names/weights.h"

namespace tansiq::names {
namespace {

constexpr std::size_t most_matches = 600;  ///< stems that resemble one part
constexpr double confident = 0.4;          ///< a score that ends the search
constexpr std::size_t most_joined = 32;    ///< names that join two parts of the query
constexpr std::size_t shortest_half = 3;   ///< letters of a half of a split part
constexpr std::size_t most_split = 4000;   ///< names looked at for the halves of one part
constexpr float sure_similarity = 0.98F;
constexpr std::size_t most_scanned = 60000;  ///< names looked at for one query

}  // namespace

const std::vector<TokenMatch>& Finder::matches_of(const Segment& segment, const Word& word, Reach reach) {
  if (remembered_.empty()) remembered_.resize(most_remembered);
  const std::size_t hash =
      std::hash<std::string_view>()(word.view()) + segment.number() * 31 + static_cast<std::size_t>(reach);
  Remembered& place = remembered_[hash % most_remembered];
  if (place.segment != segment.number() || place.reach != reach || !(place.word == word)) {
    place.segment = segment.number();
    place.reach = reach;
    place.word = word;
    segment.vocabulary().match(word, reach, place.matches, most_matches);
  }
  return place.matches;
}

void Finder::match_parts(const Segment& segment, const ParsedName& query, float known) {
  for (const Token token : slot_token_) slot_of_token_[token] = 0;
  slot_token_.clear();
  if (slot_of_token_.size() < segment.vocabulary().size())
    slot_of_token_.assign(segment.vocabulary().size(), 0);
  parts_ = query.size;
  if (matches_.size() < parts_) matches_.resize(parts_);
  similarity_.assign(parts_, 0);
  marks_.assign(parts_, 0);
  part_frequency_.assign(parts_, 0);
  part_weight_.assign(parts_, 0);
  for (std::size_t i = 0; i < parts_; ++i) {
    matches_[i] = matches_of(segment, query.parts[i].stem, Reach::near);
    const float best = matches_[i].empty() ? 0 : matches_[i].front().similarity;
    if (best < known) matches_[i] = matches_of(segment, query.parts[i].stem, Reach::far);
    double frequency = 0;
    for (const TokenMatch& match : matches_[i]) {
      std::uint16_t& slot = slot_of_token_[match.token];
      if (slot == 0) {
        slot_token_.push_back(match.token);
        slot = static_cast<std::uint16_t>(slot_token_.size());
        similarity_.resize(similarity_.size() + parts_, 0);
        marks_.resize(marks_.size() + parts_, 0);
      }
      similarity_[slot * parts_ + i] = match.similarity;
      marks_[slot * parts_ + i] = match.marks;
      part_frequency_[i] += segment.frequency(match.token);
      frequency += static_cast<double>(match.similarity * static_cast<float>(segment.frequency(match.token)));
    }
    part_weight_[i] =
        marked_weight(weight_of(frequency, static_cast<double>(segment.name_count())), query.parts[i].marks);
  }
}

float Finder::estimate(const Segment& segment, NameNumber name) const {
  float best[ParsedName::most_parts] = {};
  float unmatched = 0;
  for (const std::uint32_t part : segment.parts(name)) {
    const std::uint16_t slot = slot_of_token_[Segment::token_of(part)];
    if (slot == 0) {
      unmatched += 1;
      continue;
    }
    for (std::size_t i = 0; i < parts_; ++i) best[i] = std::max(best[i], similarity_[slot * parts_ + i]);
  }
  float value = 0;
  for (std::size_t i = 0; i < parts_; ++i) value += best[i] * part_weight_[i];
  return value - 0.8F * unmatched;
}

void Finder::keep_best() {
  const auto better = [](const Candidate& a, const Candidate& b) {
    return a.value != b.value ? a.value > b.value : a.name < b.name;
  };
  if (candidates_.size() <= most_compared) return;
  std::nth_element(candidates_.begin(), candidates_.begin() + (most_compared - 1), candidates_.end(), better);
  candidates_.resize(most_compared);
  least_value_ = candidates_.back().value;
}

void Finder::scan(const Segment& segment, Token token, const std::function<bool(RecordNumber)>& admits) {
  constexpr std::size_t ahead = 8;
  const auto names = segment.names_with(token);
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (k + 2 * ahead < names.size()) {
      segment.prefetch_place(names[k + 2 * ahead]);
      __builtin_prefetch(&seen_[names[k + 2 * ahead]]);
    }
    if (k + ahead < names.size()) segment.prefetch_parts(names[k + ahead]);
    const NameNumber name = names[k];
    if (seen_[name] == query_number_) continue;
    seen_[name] = query_number_;
    ++scanned_;
    const float value = estimate(segment, name);
    if (value <= least_value_ || !admits(segment.record_of(name))) continue;
    candidates_.push_back({name, value});
    if (candidates_.size() >= 4 * most_compared) keep_best();
  }
}

void Finder::collect(const Segment& segment, const std::function<bool(RecordNumber)>& admits) {
  candidates_.clear();
  if (seen_.size() < segment.name_count()) seen_.assign(segment.name_count(), 0), query_number_ = 0;
  if (++query_number_ == 0) std::fill(seen_.begin(), seen_.end(), 0), query_number_ = 1;
  std::array<std::size_t, ParsedName::most_parts> order;
  std::iota(order.begin(), order.begin() + parts_, 0U);
  std::sort(order.begin(), order.begin() + parts_, [&](std::size_t a, std::size_t b) {
    return part_frequency_[a] != part_frequency_[b] ? part_frequency_[a] < part_frequency_[b] : a < b;
  });
  // Rarest part first. A name that has none of the parts before can reach no more than what the parts from
  // here on weigh together: below the least value that would be kept, or a share of the whole, the rest is
  // not scanned.
  float possible = 0;
  for (std::size_t i = 0; i < parts_; ++i)
    if (part_frequency_[i] > 0) possible += part_weight_[i];
  const float worth_looking = 0.45F * possible;
  least_value_ = -1e9F;
  scanned_ = 0;
  for (std::size_t k = 0; k < parts_; ++k) {
    const std::size_t i = order[k];
    if (part_frequency_[i] == 0) continue;
    for (const TokenMatch& match : matches_[i]) {
      if (scanned_ > most_scanned) return keep_best();
      const float reach = possible - part_weight_[i] * (1 - match.similarity);
      if (reach <= least_value_ || (scanned_ > 0 && reach < worth_looking)) break;
      scan(segment, match.token, admits);
    }
    keep_best();
    possible -= part_weight_[i];
  }
}

bool Finder::add_candidate(const Segment& segment, NameNumber name,
                           const std::function<bool(RecordNumber)>& admits) {
  // A name that was scanned may have been dropped since: its estimate knew nothing of joined parts.
  const auto is_name = [name](const Candidate& candidate) { return candidate.name == name; };
  if (std::any_of(candidates_.begin(), candidates_.end(), is_name) || !admits(segment.record_of(name)))
    return false;
  candidates_.push_back({name, 0});
  return true;
}

void Finder::collect_joined(const Segment& segment, const ParsedName& query, bool far,
                            const std::function<bool(RecordNumber)>& admits) {
  // Two parts that a record writes as one: names with the joined stem are looked at as well, whatever their
  // estimate. Near, the stem itself; far, what resembles it.
  for (std::size_t i = 0; i + 1 < query.size; ++i) {
    Word joined = query.parts[i].stem;
    joined.append(query.parts[i + 1].stem);
    if (joined.size > Word::most / 2) continue;
    std::size_t added = 0;
    const auto add_names = [&](Token token) {
      for (const NameNumber name : segment.names_with(token)) {
        if (added == most_joined) break;
        added += add_candidate(segment, name, admits) ? 1 : 0;
      }
    };
    if (!far) {
      if (const Token token = segment.vocabulary().find(joined); token != Vocabulary::no_token)
        add_names(token);
      continue;
    }
    for (const TokenMatch& match : matches_of(segment, joined, Reach::near)) {
      if (match.similarity < good_similarity) break;
      add_names(match.token);
    }
  }
}

void Finder::collect_split(const Segment& segment, const ParsedName& query, bool far,
                           const std::function<bool(RecordNumber)>& admits) {
  // A part that a record writes as two: names that have both halves. Near, both as they are; far, one as it
  // is and one that sounds like the other.
  const Vocabulary& vocabulary = segment.vocabulary();
  for (std::size_t i = 0; i < query.size; ++i) {
    const Word& whole = query.parts[i].stem;
    std::size_t added = 0, looked_at = 0;
    const auto add_names = [&](Token held, const auto& is_other) {
      for (const NameNumber name : segment.names_with(held)) {
        if (added == most_joined || ++looked_at > most_split) break;
        const auto parts = segment.parts(name);
        const bool has_both = std::any_of(parts.begin(), parts.end(), [&](std::uint32_t part) {
          return is_other(Segment::token_of(part));
        });
        if (has_both) added += add_candidate(segment, name, admits) ? 1 : 0;
      }
    };
    for (std::size_t at = shortest_half; at + shortest_half <= whole.size; ++at) {
      const Word halves[] = {whole.first(at), whole.from(at)};
      const Token first = vocabulary.find(halves[0]), second = vocabulary.find(halves[1]);
      if (first != Vocabulary::no_token && second != Vocabulary::no_token) {
        const bool first_is_rarer = segment.frequency(first) < segment.frequency(second);
        const Token other = first_is_rarer ? second : first;
        add_names(first_is_rarer ? first : second, [other](Token token) { return token == other; });
      } else if (far && (first != Vocabulary::no_token || second != Vocabulary::no_token)) {
        const bool has_first = first != Vocabulary::no_token;
        const Skeleton heard = skeleton_of(halves[has_first ? 1 : 0]);
        add_names(has_first ? first : second, [&](Token token) {
          const std::string_view letters = vocabulary.letters(token);
          return skeleton_of(reinterpret_cast<const Letter*>(letters.data()), letters.size()) == heard;
        });
      }
    }
  }
}

void Finder::find(const Segment& segment, const ParsedName& query, const Weigh& weigh, bool own_statistics,
                  const std::function<bool(RecordNumber)>& admits, std::vector<Found>& out) {
  const std::size_t before = out.size();
  double best = 0;
  // A part without any good match is looked for far away at once; one whose matches are merely good only
  // where the query found nothing likely: looking far costs ten times as much.
  for (const float known : {good_similarity, sure_similarity}) {
    if (best >= confident) break;
    match_parts(segment, query, known);
    out.resize(before);
    collect(segment, admits);
    const bool far = known == sure_similarity;
    collect_joined(segment, query, far, admits);
    collect_split(segment, query, far, admits);
    best = compare(segment, query, weigh, own_statistics, out);
  }
}

double Finder::compare(const Segment& segment, const ParsedName& query, const Weigh& weigh,
                       bool own_statistics, std::vector<Found>& out) {
  ComparedName left, right;
  left.size = query.size;
  for (std::size_t i = 0; i < query.size; ++i) {
    left.stem[i] = query.parts[i].stem;
    left.marks[i] = query.parts[i].marks;
    left.weight[i] = marked_weight(weigh(query.parts[i].stem), query.parts[i].marks);
  }
  const double names = static_cast<double>(segment.name_count()) + Background::names(segment.subject());
  SimilarityTable table;
  double best = 0;
  for (const Candidate& candidate : candidates_) {
    const auto parts = segment.parts(candidate.name);
    right.size = parts.size();
    table.width = parts.size();
    for (std::size_t j = 0; j < parts.size(); ++j) {
      const std::string_view letters = segment.vocabulary().letters(Segment::token_of(parts[j]));
      right.stem[j].size = static_cast<std::uint8_t>(letters.size());
      std::copy(letters.begin(), letters.end(), right.stem[j].letters.begin());
      right.marks[j] = Segment::marks_of(parts[j]);
      right.weight[j] = marked_weight(
          own_statistics
              ? weight_of(static_cast<double>(segment.weighed_frequency(Segment::token_of(parts[j]))), names)
              : weigh(right.stem[j]),
          right.marks[j]);
      const std::uint16_t slot = slot_of_token_[Segment::token_of(parts[j])];
      for (std::size_t i = 0; i < parts_; ++i) {
        table.at(i, j) = slot == 0 ? 0.0F : similarity_[slot * parts_ + i];
        table.marks_at(i, j) = slot == 0 ? std::uint8_t{0} : marks_[slot * parts_ + i];
      }
    }
    compare_far(left, right, table);
    Found& found = out.emplace_back();
    found.name = candidate.name;
    align(left, right, table, found.comparison);
    found.score = Model::built_in().score(found.comparison.features);
    best = std::max(best, found.score);
  }
  return best;
}

}  // namespace tansiq::names

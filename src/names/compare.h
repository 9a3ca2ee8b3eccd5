#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "names/distance.h"
#include "names/parts.h"
#include "names/similarity.h"

namespace tansiq::names {

/// A name ready to be compared: its stems, what stands before them, and how much each says (its weight in
/// nats: a stem that one name in a thousand has weighs about seven).
struct ComparedName {
  std::array<Word, ParsedName::most_parts> stem;
  std::array<std::uint8_t, ParsedName::most_parts> marks;
  std::array<float, ParsedName::most_parts> weight;
  std::size_t size = 0;
};

/// By what a part of one name was taken for a part of the other.
enum class Link : std::uint8_t { same, spelling, transliteration, initial, joined, short_form };

/// Which part of the left name was matched with which of the right one.
struct Matched {
  std::uint8_t left = 0;
  std::uint8_t right = 0;
  std::uint8_t left_parts = 1;  ///< 2 where two parts of the left name are written as one in the right one
  std::uint8_t right_parts = 1;
  float similarity = 0;
  Link link = Link::same;
  std::uint8_t marks_apart = 0;  ///< marks that only one of the two has
};

/// Everything that the score looks at. Symmetric: exchanging the names changes none of them.
struct Features {
  static constexpr std::size_t count = 32;
  std::array<float, count> value{};
};

/// How two names lie against each other.
struct Comparison {
  std::array<Matched, ParsedName::most_parts> matched;
  std::size_t matched_count = 0;
  std::uint32_t left_unmatched = 0;  ///< bit i: part i has no partner
  std::uint32_t right_unmatched = 0;
  std::size_t inversions = 0;  ///< pairs of matched parts that stand in the other order
  Features features;
};

/// Similarities of every part of the left name with every part of the right one.
struct SimilarityTable {
  std::array<float, ParsedName::most_parts * ParsedName::most_parts> value{};
  std::array<std::uint8_t, ParsedName::most_parts * ParsedName::most_parts> marks{};
  std::size_t width = 0;
  float& at(std::size_t left, std::size_t right) { return value[left * width + right]; }
  [[nodiscard]] float at(std::size_t left, std::size_t right) const { return value[left * width + right]; }
  std::uint8_t& marks_at(std::size_t left, std::size_t right) { return marks[left * width + right]; }
};

/// Fills the table with the similarities of all stems, in time of the product of the numbers of parts.
void compare_stems(const ComparedName& left, const ComparedName& right, SimilarityTable& table);

/// Completes a table that holds what is near: looks far where a part on either side has no good partner yet.
void compare_far(const ComparedName& left, const ComparedName& right, SimilarityTable& table);

/// The similarity of two stems and of their other readings, 0 where they have nothing in common; symmetric.
/// `marks` receives those of the readings that matched.
float compare_words(const Word& left, const Word& right, Reach reach, std::uint8_t& marks);

/// Aligns two names, given the similarities of their stems.
void align(const ComparedName& left, const ComparedName& right, SimilarityTable& table, Comparison& out);

}  // namespace tansiq::names

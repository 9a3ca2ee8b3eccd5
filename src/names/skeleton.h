#pragma once

#include <cstdint>
#include <vector>

#include "names/letters.h"

namespace tansiq::names {

/// The consonants of a word by eleven classes that both scripts share, four bits each, first sound highest.
/// Words that are heard alike have equal or neighbouring skeletons; vowels, semivowels and a final h are left
/// out.
using Skeleton = std::uint64_t;

Skeleton skeleton_of(const Letter* letters, std::size_t size);
inline Skeleton skeleton_of(const Word& word) {
  return skeleton_of(word.letters.data(), word.size);
}

/// What is heard around the consonants, for a first look before spellings are compared: the first seven
/// consonants by seventeen finer classes ("kh" is not "k"), each with the vowel before it; nine bits each,
/// the first lowest.
using Profile = std::uint64_t;

struct Sound {
  Skeleton skeleton = 0;
  Profile profile = 0;
};
Sound sound_of(const Letter* letters, std::size_t size);
inline Sound sound_of(const Word& word) {
  return sound_of(word.letters.data(), word.size);
}

/// A skeleton to look under; the profile of the word that was asked for, changed in the same way, so that
/// those of words found there can be held against it place by place; and what the change costs at least.
struct Neighbour {
  Skeleton skeleton;
  Profile profile;
  std::int16_t cost;   ///< of the change itself, to be added to least_cost()
  std::int16_t least;  ///< what any word under this skeleton costs at least
};

/// A sound and, up to a cost of `limit`, all that one inserted, omitted, replaced or swapped consonant makes
/// of its skeleton; for the longer ones also two changes that are usual between scripts. A few hundred at
/// most.
void neighbours_of(const Sound& sound, std::int32_t limit, std::vector<Neighbour>& out);

/// About what it costs at least to hear one profile as another, in the unit of distance.h: never more than
/// the full comparison by much.
std::int32_t least_cost(Profile left, Profile right);

}  // namespace tansiq::names

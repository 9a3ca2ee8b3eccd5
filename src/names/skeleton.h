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

/// The same consonants by seventeen finer classes ("kh" is not "k"), five bits each, first sound lowest; the
/// first twelve of them.
using Consonants = std::uint64_t;

struct Sound {
  Skeleton skeleton = 0;
  Consonants consonants = 0;
};
Sound sound_of(const Letter* letters, std::size_t size);
inline Sound sound_of(const Word& word) {
  return sound_of(word.letters.data(), word.size);
}

/// How many consonants a skeleton has, at most 16.
std::size_t length_of(Skeleton skeleton);

/// A skeleton to look under; the consonants of the word that was asked for, changed in the same way, so that
/// those of a word found there can be held against them one by one; and what the change costs at least.
struct Neighbour {
  Skeleton skeleton;
  Consonants consonants;
  std::int32_t cost;
};

/// A sound and all that one inserted, omitted, replaced or swapped consonant makes of its skeleton; for the
/// longer ones also two changes that are usual between scripts. A few hundred at most.
void neighbours_of(const Sound& sound, std::vector<Neighbour>& out);

/// What it costs at least to hear one list of consonants as another of the same length, in the unit of
/// distance.h; any consonant may stand where a neighbour has an inserted one, for the price of an omission.
std::int32_t least_cost(Consonants left, Consonants right);

}  // namespace tansiq::names

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

/// How many consonants a skeleton has, at most 16.
std::size_t length_of(Skeleton skeleton);

/// A skeleton to look under, and how far it is from the one that was asked for.
struct Neighbour {
  Skeleton skeleton;
  std::uint8_t edits;
};

/// A skeleton and all that one inserted, omitted, replaced or swapped consonant makes of it; for the longer
/// ones also two changes that are usual between scripts. Without duplicates; a few hundred at most.
void neighbours_of(Skeleton skeleton, std::vector<Neighbour>& out);

}  // namespace tansiq::names

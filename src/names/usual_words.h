#pragma once

#include "names/letters.h"
#include "names/names.h"

namespace tansiq::names {

/// What is known beforehand of a word that many organisations or places bear.
struct UsualWord {
  bool is_form = false;  ///< "Ltd", "city of": says next to nothing
  double share = 0;      ///< of all names of that subject, in [0, 1]
  Word stem;             ///< one for all words that mean the same: "company" for "شركة"
};

/// Looks a stem up in the table of its subject, in Arabic also behind "for the" and "and the". Null for a
/// word that is not there and for every word of persons: how frequent their stems are is in weights.h.
const UsualWord* usual_word(Subject subject, const Word& stem);

}  // namespace tansiq::names

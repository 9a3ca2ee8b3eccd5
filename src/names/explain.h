#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "names/compare.h"
#include "names/names.h"

namespace tansiq::names {

/// One observation about two names.
struct Reason {
  enum class Kind : std::uint8_t {
    same,      ///< two parts are written alike
    spelling,  ///< two spellings of one part in one script
    meaning,   ///< two words for one thing, in names of organisations and places: "شركة", "Company"
    transliteration,  ///< two parts in two scripts that are heard alike
    initial,          ///< one is the initial of the other
    joined,           ///< one name joins what the other splits
    short_form,       ///< one is a short form of the other: "Bill", "William"
    particle,         ///< article, ibn or abu stands on one side only
    order,            ///< the parts stand in another order
    missing,          ///< a part that only one name has, and nothing stands against it
    contradicted,     ///< each name has a part where the other has another
    born_apart,       ///< the births do not overlap
    nationality_apart,
    sex_apart,
  };
  Kind kind;
  std::string left;   ///< as written in the name that was sought; may be empty
  std::string right;  ///< as written in the name that was found; may be empty
  double similarity = 0;
  int years = 0;  ///< of born_apart
};

/// Why two names are taken for one person's, and what speaks against it.
struct Explanation {
  std::vector<Reason> for_it;
  std::vector<Reason> against_it;
};

enum class Language : std::uint8_t { arabic, french, english, spanish };

/// Puts a comparison into reasons. `left` and `right` are the names that were compared, of that subject;
/// either may be unreadable, then the explanation is empty.
Explanation explain(std::string_view left, std::string_view right, const Comparison& comparison,
                    Subject subject = Subject::person);

/// The explanation as one sentence for an officer.
std::string sentence(const Explanation& explanation, Language language);

/// A kind as it stands in JSON: "same", "transliteration", ...
std::string_view name_of(Reason::Kind kind);

}  // namespace tansiq::names

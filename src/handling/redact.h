#pragma once

#include <set>
#include <string>
#include <string_view>

#include "handling/record_view.h"

namespace tansiq::handling {

/// What is to be cut out of a record, as JSON pointers.
using Cuts = std::set<std::string, std::less<>>;

/// The canonical bytes of a record without what is cut.
///
/// Nothing shows that something was there: items of a list move up, a list or object whose every part was cut
/// goes with them, and granular markings that spoke of what is gone go too, with the selectors of the others
/// moved along. Pointers that lead nowhere are ignored. Checks nothing: see cut_problem() and stix::Reader.
std::string redact(const RecordView& record, const Cuts& cuts);

/// All that redact() leaves out: the cuts that lead somewhere, containers of which nothing is left, and what
/// the specification's tables do not let stand without them: a part whose required member is cut goes as a
/// whole, and so does a property that needs another one (a latitude without its longitude). So cutting more
/// never makes right what cutting less makes wrong.
Cuts completed(const RecordView& record, const Cuts& cuts);

/// Whether a pointer stands at or below one of the cuts. O(depth log cuts).
bool is_cut(const Cuts& cuts, std::string_view pointer);

/// Why these cuts cannot be made in this type of object.
enum class CutProblem {
  none,
  required,  ///< the specification requires the property
  identity,  ///< a cyber-observable's identifier is a hash of the property, and would still tell its value
  marking,   ///< it would strip a restriction
};

struct CutFinding {
  CutProblem problem = CutProblem::none;
  std::string pointer;
};

/// The first problem with cuts that were completed().
CutFinding cut_problem(const RecordView& record, const Cuts& cuts);

}  // namespace tansiq::handling

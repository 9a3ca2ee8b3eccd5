#pragma once

#include <string>
#include <vector>

#include "node/partners/ordering.h"

namespace tansiq::node::acts {

/// What an officer orders to be released.
struct ReleaseOrder {
  Selection records;
  Addressees addressees;
  std::vector<std::string> cut;  ///< properties that the officer leaves out, as JSON pointers
  std::string reason;            ///< a line for the journal
  bool dry_run = false;          ///< say what would come of it; only the journal changes
};

/// An order with what came of it.
struct ReleaseDone {
  Ordering ordering;
  std::string cell;                                      ///< its label; empty: outside any
  std::map<store::ServiceNumber, std::string> partners;  ///< labels of those it was for
};

/// Releases records to partners: each is decided about for each of them (handling::decide), and what the
/// decision gives goes into their outboxes, under the purpose and legal basis of the act. Records go in an
/// order in which what they refer to comes first. It happens in commits of some hundred releases, and what a
/// partner holds is not sent again, so that an order which broke off is simply repeated. Observers of the
/// cell are told once that something was released.
///
/// Where a rule asks for a second officer, the order is kept for those records and done when another officer
/// confirms it (confirm_release.h). Fault::not_found, invalid, too_large (find_records, find_recipients).
Result<ReleaseDone> release(Node& node, const Actor& actor, const ReleaseOrder& order);

}  // namespace tansiq::node::acts

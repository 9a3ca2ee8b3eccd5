#pragma once

#include <string>
#include <vector>

#include "names/explain.h"
#include "node/access.h"
#include "node/leads.h"

namespace tansiq::node::acts {

/// What an officer says of two records that may be about one person.
struct LeadDecision {
  enum class Verdict {
    same,      ///< they are one: linked by a `duplicate-of` relationship, each shown with the other (merged
               ///< for the reader, and taken apart by `undo`); neither record changes
    distinct,  ///< they are not: linked by a `distinct-from` relationship; the pair stays away
    undo,      ///< takes an earlier decision back: its relationship is revoked, the lead is open again
  };
  std::string left, right;  ///< STIX ids, in any order
  std::string collection;   ///< id or alias; empty: where the records are held
  Verdict verdict = Verdict::distinct;
  std::string reason;  ///< required
};

/// Keeps an officer's decision about a pair as a record of the node, in one commit with the lead's new state.
/// The pair need not have been found by the machine. Fault::not_found where a record is not held,
/// Fault::conflict where the pair is decided already (undo first) or there is nothing to undo.
Result<DuplicateLead> decide_lead(Node& node, const Actor& actor, const LeadDecision& decision);

/// A lead with what an officer needs to judge it.
struct LeadShown {
  DuplicateLead lead;
  std::string left_name, right_name;  ///< the names that are nearest to each other; empty while not indexed
  names::Explanation explanation;
};

/// Which leads to list.
struct LeadListing {
  DuplicateLead::State state = DuplicateLead::State::open;
  std::size_t limit = 20;
  std::int64_t since = 0;  ///< only those that were found or decided after this entry of the journal
};

struct LeadsListed {
  std::vector<LeadShown> leads;
  bool complete = true;  ///< false while records that were stored lately wait to be compared
};

/// Leads of records that the actor may read.
Result<LeadsListed> list_leads(Node& node, const Actor& actor, const LeadListing& listing);

}  // namespace tansiq::node::acts

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "names/index.h"
#include "node/access.h"

namespace tansiq::node::acts {

/// Whom an officer looks for.
struct NameQuery {
  std::string name;
  std::optional<names::Subject> subject;
  std::optional<names::BirthDate> born;
  std::vector<std::string> nationalities;
  std::optional<names::Sex> sex;

  /// As the journal keeps it: the law on access logs asks for the data that was searched with.
  [[nodiscard]] std::string described() const;
};

struct NameSearch {
  NameQuery query;
  std::size_t limit = 20;  ///< 1 to 100
  std::string
      include_protected;  ///< the reason why victims and witnesses are looked at too; empty: they are not
};

/// A record that may be about the one who is sought: a lead, never more.
struct NameLead {
  std::string id;
  CollectionAccess where;
  names::Hit hit;
  std::vector<std::string> same_as;  ///< records that an officer confirmed to be about the same person
};

struct NamesFound {
  std::vector<NameLead> leads;  ///< best first
  bool complete = true;         ///< false while the index is still being built after a start
};

/// Longest list that is screened in one act, and most leads a name.
inline constexpr std::size_t most_screened = 1000;
inline constexpr std::size_t most_leads = 100;

/// Searches the names of what the actor may read, after the query with its data is durably in the journal.
/// Victims and witnesses are left out unless a reason says why not. Fault::invalid for a name that cannot be
/// compared.
Result<NamesFound> search_names(Node& node, const Actor& actor, const NameSearch& search);

/// What screening found for one name of the list; an error where that name cannot be compared.
struct NameScreened {
  Result<std::vector<NameLead>> leads;
};

struct ListScreened {
  std::vector<NameScreened> items;  ///< in the order of the list
  bool complete = true;
};

/// Searches a list of 1 to most_screened names on all cores. Victims and witnesses are never among the leads.
Result<ListScreened> screen_names(Node& node, const Actor& actor, const std::vector<NameQuery>& list,
                                  std::size_t limit, double least_score);

}  // namespace tansiq::node::acts

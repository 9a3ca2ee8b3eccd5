#pragma once

/// Possible duplicates, as the store keeps them: a paper a pair, with ids and a score and no name.

#include <string>
#include <string_view>
#include <vector>

#include "node/access.h"

namespace tansiq::node {

/// Two records that may be about one person.
struct DuplicateLead {
  enum class State {
    open,      ///< a machine found it; nobody has looked
    same,      ///< an officer confirmed it
    distinct,  ///< an officer rejected it; it stays away until one of the two records changes
  };
  std::string left = {}, right = {};                  ///< STIX ids, left before right
  std::string left_version = {}, right_version = {};  ///< as they were when it was found or decided
  double score = 0;
  State state = State::open;
  std::string record = {};  ///< the relationship that holds the officer's decision

  bool operator==(const DuplicateLead&) const = default;
};

std::string_view name_of(DuplicateLead::State state);

/// The kind of paper, and the subject under which a pair stands: the same whichever comes first.
inline constexpr std::string_view lead_paper = "lead";
std::string lead_subject(std::string_view one, std::string_view other);

std::string render(const DuplicateLead& lead);
Result<DuplicateLead> read_lead(std::string_view text);

/// Whether a pair that was found again is to be opened (again): not where it is open or confirmed, and not
/// where it was rejected and neither record has changed since.
bool opens(const std::vector<store::Paper>& held, const DuplicateLead& found);

/// The other records that officers confirmed to be about the same person, directly or through a third,
/// sorted; at most most_same. The link is what `decide_lead` keeps beside the relationship, so that it is
/// found by either record; taking the decision back takes it away.
inline constexpr std::size_t most_same = 100;
Result<std::vector<std::string>> same_person(store::ExchangeReader& exchange, const std::string& id);
Result<> link_same(store::ExchangeWriter& exchange, const std::string& one, const std::string& other,
                   std::int64_t act);
Result<> unlink_same(store::ExchangeWriter& exchange, const std::string& one, const std::string& other,
                     std::int64_t act);

/// The same, of those that are held in one of the collections.
Result<std::vector<std::string>> same_person_for(store::Reader& reader,
                                                 const std::vector<CollectionAccess>& collections,
                                                 const std::string& id);

/// The setting that says up to when the persons of a collection were compared with what is held.
std::string leads_setting(std::int64_t collection);

/// Whether every record that bears names was compared: false while some wait, a moment after they were
/// stored.
Result<bool> is_compared(store::Reader& reader, std::int64_t collection);

/// Removes every lead and every link that names the object.
Result<> drop_leads(store::Transaction& transaction, std::string_view id);

}  // namespace tansiq::node

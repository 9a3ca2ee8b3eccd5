#pragma once

/// Who may get what, and how it looks then. One pure function: it can only narrow what an officer or a
/// standing rule ordered, and says why. docs/handling.md explains it with examples.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handling/conditions.h"
#include "handling/policy.h"
#include "handling/record_view.h"

namespace tansiq::handling {

/// In which way a partner takes part in the cell of a release.
enum class PartnerRole {
  none,      ///< not on its roster, or has not accepted, or outside any cell
  member,    ///< coordinators are members too
  observer,  ///< is told of activities; never gets a record
};

/// Another service as this node's officers know it.
struct Partner {
  std::string service;  ///< its id, as handling's releasable_to may name it
  std::string name;  ///< this node's own unique name for it, likewise; what the partner calls itself counts
                     ///< for nothing
  std::string country;  ///< ISO 3166-1 alpha-2
  PartnerRole role = PartnerRole::none;
  bool confirmed =
      false;  ///< an officer of this node confirmed it for this cell: standing rules reach no other
  bool suspended = false;
};

/// The cell in which a release happens, as far as a decision needs it.
struct Cell {
  std::string name;  ///< this node's own name for it; releasable_to may name it for all its members
  std::vector<std::string> purposes;  ///< the closed list of what it may act for; sorted
  bool frozen = false;                ///< two histories: nothing is released in it
};

/// The order that is being narrowed: of an officer, or of a standing rule that one made.
struct Order {
  std::string by;  ///< officer or rule
  bool standing = false;
  std::string second_officer;    ///< who confirmed it; empty: nobody
  std::vector<std::string> cut;  ///< properties that the officer leaves out, as JSON pointers
};

/// Why the release is done.
struct ActPurpose {
  std::string purpose;
  std::string basis;
};

/// A condition of this release that is not met yet: reciprocity, a stage, a date.
struct Unmet {
  std::string name;
};

/// What a partner holds of an object of ours, or gets in the same release before this one.
struct Held {
  std::string version;
  std::string copy;   ///< its bytes
  bool whole = true;  ///< nothing was cut from it
};

/// For a record that came from another service.
struct Received {
  Onward onward = Onward::none;  ///< its conditions' rule
  bool permitted = false;        ///< its originator signed a permission for this copy and this partner
  Conditions conditions;         ///< under which this node holds it
};

/// Everything that a decision looks at; nothing else counts. Not owned.
struct Question {
  const RecordView& record;
  const Handling& handling;
  const Partner& partner;
  const Cell* cell = nullptr;  ///< null: outside any cell
  std::span<const Agreement> agreements = {};
  std::span<const RedLine> red_lines = {};
  std::span<const SecondOfficerRule> second_officer = {};
  std::span<const Unmet> unmet = {};
  const Order& order;
  const ActPurpose& purpose;
  /// What the partner holds of an object, or null. By the id of the object.
  std::function<const Held*(std::string_view id)> held = {};
  const Received* received = nullptr;  ///< null: this service is the originator
  Time now = {};
};

/// Why a decision is as it is. The first group speaks for a release, the others against it.
enum class Reason {
  ordered,         ///< subject: officer or rule
  named,           ///< the partner is named in releasable_to
  through_cell,    ///< its cell is
  agreement,       ///< subject: the agreement that covers it
  cut_by_rule,     ///< subject: pointer; cut by the handling or the order
  cut_by_marking,  ///< subject: pointer; cut by a granular marking
  cut_reference,   ///< subject: pointer; names what the partner does not hold
  cut_mention,     ///< subject: pointer; a text that names what the partner does not hold
  second_officer,  ///< subject: who confirmed

  no_grade,
  no_tlp,
  no_purpose,  ///< of the record
  no_basis,    ///< of the record
  no_person_role,
  no_review_date,  ///< of a person record
  review_passed,
  restricted,
  act_without_purpose,
  act_without_basis,
  purpose_not_in_cell,  ///< subject: the purpose
  cell_frozen,
  not_in_cell,
  observer,
  suspended,
  not_confirmed,          ///< a standing rule reaches confirmed services only
  not_releasable,         ///< nobody said that this partner may get it
  must_be_named,          ///< subject: the TLP label that does not go to a whole cell
  no_agreement,           ///< subject: the country
  use_not_agreed,         ///< subject: the use
  red_line,               ///< subject: its name
  unmet,                  ///< subject: the condition
  second_officer_needed,  ///< subject: the rule
  not_permitted_onward,
  onward_unchanged_only,  ///< a received copy is passed on whole or not at all
  end_withheld,           ///< subject: pointer; one end of a relationship does not go
  required_withheld,      ///< subject: pointer; a required property would be cut
  marking_withheld,       ///< subject: pointer; its marking-definition does not go
  identity_tells,         ///< subject: pointer; the identifier is a hash of what would be cut
  target_redacted,        ///< a translation of a copy from which something was cut
  would_be_invalid,       ///< what is left is no valid object; subject: why
  already_held,
  needs_new_version,  ///< the partner holds other bytes of this version
  older_than_held,
  nothing_new,  ///< what the partner may see has not changed
};
inline constexpr std::size_t reason_count = 44;

/// A word for machines: "no_grade".
std::string_view name_of(Reason reason);
/// Whether it keeps a record from being released.
bool is_against(Reason reason);

struct Because {
  Reason reason;
  std::string subject;

  bool operator==(const Because&) const = default;
};

/// What was decided. `reasons` are for this service's own people and its journal: they name what is withheld.
struct Decision {
  bool release = false;
  bool whole = true;             ///< the copy is the record's own bytes
  std::string redacted;          ///< the copy's bytes where it is not whole
  Conditions conditions;         ///< of a release
  std::vector<Because> reasons;  ///< all that count, not only the first

  /// The bytes that the partner gets; empty where nothing is released.
  [[nodiscard]] std::string_view copy(const RecordView& record) const;
};

/// Decides about one record and one partner. Where nothing has to be cut it takes about a microsecond and
/// copies no record; safe from any thread.
Decision decide(const Question& question);

/// The next instant after `question.now` at which the same question might be decided otherwise, by time
/// alone: a review date passes, an agreement begins or ends. The caller puts the release on its queue for
/// that instant.
std::optional<Time> changes_at(const Question& question);

/// The reasons as one sentence for an officer.
std::string sentence(const Decision& decision, const Partner& partner);

}  // namespace tansiq::handling

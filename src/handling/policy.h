#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handling/handling.h"
#include "handling/record_view.h"

namespace tansiq::handling {

/// What may go where, for which uses. Without one that covers it nothing goes.
struct Agreement {
  std::string name;
  std::vector<std::string> countries;  ///< ISO 3166-1 alpha-2
  std::vector<std::string> uses;       ///< "intelligence", "border control", ...
  std::vector<std::string> types;      ///< of objects; empty: any
  std::optional<Time> from, until;     ///< in force in [from, until)

  bool operator==(const Agreement&) const = default;
};

/// Something that must never go to a country, or not for a use. Stands by itself, so that no agreement which
/// ends takes it away.
struct RedLine {
  std::string name;
  std::vector<std::string> countries;     ///< empty: any
  std::vector<std::string> uses;          ///< empty: whatever the use
  std::vector<std::string> types;         ///< of objects; empty: any
  std::vector<std::string> person_roles;  ///< suspect, victim, ...; empty: any
  bool persons_only = false;

  bool operator==(const RedLine&) const = default;
};

/// When a second officer must stand by an order.
struct SecondOfficerRule {
  std::string name;
  std::vector<std::string> countries;  ///< empty: any
  std::vector<std::string> types;      ///< empty: any
  std::optional<Tlp> from_tlp;         ///< this label or a narrower one; empty: any
  bool persons_only = false;

  bool operator==(const SecondOfficerRule&) const = default;
};

/// An order that an officer gave once for records to come. It reaches only services that an officer confirmed
/// for the cell, and each record is decided about like any other.
struct StandingRule {
  std::string name;
  std::string made_by;                  ///< the officer; the node fills it in
  std::string cell;                     ///< in which cell, by this node's name for it
  std::vector<std::string> recipients;  ///< services by name; empty: every confirmed member
  std::vector<std::string> types;       ///< of objects; empty: any
  std::optional<Tlp> to_tlp;            ///< this label or a wider one; empty: any
  bool persons = false;                 ///< whether it is about records of persons too
  std::string purpose, basis;           ///< of the releases it orders
  std::vector<std::string> cut;         ///< properties left out, as JSON pointers
  std::optional<Time> until;            ///< after it the rule orders nothing

  bool operator==(const StandingRule&) const = default;
};

/// Whether a rule orders this record's release. What the handling lacks makes no difference here: decide()
/// names it.
bool orders(const StandingRule& rule, const RecordView& record, const Handling& handling, Time now);

/// The rules of one node, which its officers make and change together under one version.
struct Policy {
  std::vector<Agreement> agreements;
  std::vector<RedLine> red_lines;
  std::vector<SecondOfficerRule> second_officer;
  std::vector<StandingRule> standing;

  bool operator==(const Policy&) const = default;
};

/// Reads a policy from a JSON object with the members agreements, red_lines, second_officer, standing, all
/// optional. An unknown member is an error, and so is a name that stands twice in its list. The error's
/// `where` is a JSON pointer.
Result<Policy> parse_policy(std::string_view json);

/// Canonical JSON: equal policies give equal bytes.
std::string render(const Policy& policy);

}  // namespace tansiq::handling

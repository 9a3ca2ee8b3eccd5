#pragma once

/// What the owner of a record keeps beside it. It says who may get the record and under which rules; it never
/// travels. What travels with a copy is that partner's conditions, which are made from it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"

namespace tansiq::handling {

using base::Result;
using base::Time;

/// Traffic Light Protocol 2.0 (FIRST, August 2022), from the widest to the narrowest.
enum class Tlp { clear, green, amber, amber_strict, red };

/// "clear", "green", "amber", "amber+strict", "red".
std::string_view name_of(Tlp tlp);
/// Reads the names above in either case, with or without "TLP:" before them.
Result<Tlp> tlp_named(std::string_view name);

/// Whether whoever receives a copy may pass it on.
enum class Onward {
  none,  ///< not at all
  ask,   ///< only with the owner's signed permission, each time
  cell,  ///< to members of the cell in which it was released
};

/// "none", "ask", "cell".
std::string_view name_of(Onward onward);
Result<Onward> onward_named(std::string_view name);

/// Limits on what people write into handling.
inline constexpr std::size_t most_line_bytes = 500;
inline constexpr std::size_t most_recipients = 256;
inline constexpr std::size_t most_property_rules = 64;

/// A property that fewer services may get than the record.
struct PropertyRule {
  std::string
      property;  ///< JSON pointer (RFC 6901): "/description", "/labels/1"; what stands below it goes with it
  std::vector<std::string> releasable_to;  ///< the services that may get it; sorted; empty: none

  bool operator==(const PropertyRule&) const = default;
};

/// Handling of one record. What is empty was not said; without grade, TLP, purpose and basis nothing is
/// released.
struct Handling {
  /// Admiralty code: reliability of the source A to F, credibility of the content 1 to 6 (6: cannot be
  /// judged).
  std::string grade;
  std::optional<Tlp> tlp;
  std::vector<std::string> releasable_to;  ///< services that may get it; sorted, no name twice
  std::optional<Onward> onward;
  std::string use;             ///< permitted use: what a recipient may do with it, e.g. "intelligence only"
  std::string purpose;         ///< what the record is kept for
  std::string basis;           ///< and on which legal basis
  std::optional<Time> review;  ///< after it the record is hidden until it is renewed or erased; whole seconds
  std::vector<PropertyRule> properties;  ///< sorted by pointer, none twice
  std::string restricted;  ///< why it is restricted instead of erased (disputed); while it says so nothing is
                           ///< released

  bool operator==(const Handling&) const = default;

  /// Whether nothing at all was said.
  [[nodiscard]] bool empty() const { return *this == Handling{}; }
};

/// Reads an Admiralty code in either case ("b2" gives "B2").
Result<std::string> grade_of(std::string_view text);

/// Reads a review date: RFC 3339, a date ("2027-01-01", its first second in UTC) or a date-time in UTC.
Result<Time> review_of(std::string_view text);

/// Checks every field against its bounds and puts it into its one form: recipients sorted and unique, the
/// review date in whole seconds. The error's `where` is the JSON pointer of the member.
Result<Handling> normal(Handling handling);

/// Reads handling from a JSON object with the members grade, tlp, releasable_to, onward, use, purpose, basis,
/// review, restricted, properties ([{property, releasable_to}]), all optional. An unknown member is an error:
/// a rule that nobody heeds is worse than none.
Result<Handling> parse(std::string_view json);

/// Writes handling as canonical JSON (RFC 8785), leaving out what was not said: equal handlings give equal
/// bytes. `handling` must be in the form that normal() gives.
std::string render(const Handling& handling);

/// What keeps a record of this handling from ever being released, as names of members: grade, tlp, purpose,
/// basis.
std::vector<std::string_view> missing_for_release(const Handling& handling);

}  // namespace tansiq::handling

#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "desk/thread.h"
#include "stix/json/value.h"

/// Watch rules: "tell me if X appears in anything we receive". A rule raises a desk item and does nothing
/// else.
namespace tansiq::desk {

/// What a rule looks for.
enum class Sought : std::uint8_t {
  name,      ///< of a person or group, compared as the caller compares names
  document,  ///< a number of a passport, an account, ...; letters and digits only, in either case
  place,     ///< a word or words of a place, in either case
  record,    ///< the id of a record, wherever it stands alone
};

struct WatchRule {
  std::string id;
  Sought sought = Sought::name;
  std::string value;
  std::string purpose;
  std::string basis;         ///< the legal basis
  std::string case_id;       ///< may be empty
  std::string made_by;       ///< an officer
  std::string confirmed_by;  ///< another officer; empty: not in force yet
  Time expires;

  bool operator==(const WatchRule&) const = default;
};

/// The longest that a rule may run before somebody must want it anew.
inline constexpr std::chrono::hours longest_watch{24 * 366};

/// Checks a rule that is to be made at `now`: what it seeks can be found, it has a purpose, a basis and an
/// end, and the second officer, where there is one, is another.
Result<> check(const WatchRule& rule, Time now);

/// Whether it looks at anything now: confirmed by a second officer and not expired.
bool in_force(const WatchRule& rule, Time now);

/// What an object says that a rule could seek, each with its place. Made once and held against many rules.
struct Mentions {
  struct Mention {
    std::string pointer;  ///< JSON pointer to the string
    std::string text;     ///< of a document: as it is compared
  };
  std::vector<Mention> names;
  std::vector<Mention> documents;
  std::vector<Mention> places;
  std::vector<Mention> records;
};

/// Finds them: names in `name` and `aliases` of identities, actors and groups and in the person extension;
/// documents and accounts wherever they stand with a `number`; places in locations and in the properties that
/// hold places in words; ids wherever they stand alone. At most 10,000 of each.
Mentions mentions_of(const stix::json::Value& object);

/// Whether a name found is the one sought; the caller's name search stands behind it.
using SameName = std::function<bool(std::string_view sought, std::string_view found)>;

struct Hit {
  std::string rule;     ///< id of the rule
  std::string pointer;  ///< where, in the object

  bool operator==(const Hit&) const = default;
};

/// The rules in force that find something, with the first place of each. Linear in rules times mentions of
/// their kind.
std::vector<Hit> matches(std::span<const WatchRule> rules, const Mentions& mentions,
                         const SameName& same_name, Time now);

}  // namespace tansiq::desk

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handling/handling.h"

namespace tansiq::handling {

/// What travels with a copy: what this one partner may do with it. Made from handling, agreements and the
/// order; holds nothing of other recipients, cases or reasons.
struct Conditions {
  Tlp tlp = Tlp::red;
  std::string grade;              ///< Admiralty code of source and content
  std::vector<std::string> uses;  ///< permitted uses; sorted; never empty
  std::string purpose;            ///< for which of the cell's purposes it was released
  Onward onward = Onward::none;
  std::optional<Time> review;  ///< after it the holder hides the copy until it is renewed or purged

  bool operator==(const Conditions&) const = default;
};

/// Canonical JSON, as an envelope carries it.
std::string render(const Conditions& conditions);

/// Reads what a partner sent. An unknown member is an error: a condition that this node cannot keep is a
/// reason to refuse the copy.
Result<Conditions> parse_conditions(std::string_view json);

/// What an observer is told of an activity: one fact. `id` is random and stands for nothing; the time is cut
/// to the hour.
struct Activity {
  std::string id;          ///< a random UUID, made for this observer and this activity
  std::string kind;        ///< "release", "threat-warning", "information-request", ...: a word
  std::string originator;  ///< the service, as 64 hexadecimal digits
  Time hour;

  bool operator==(const Activity&) const = default;
};

/// Makes the fact. `when` is cut to the hour.
Activity activity(std::string random_id, std::string_view kind, std::string_view originator, Time when);

std::string render(const Activity& activity);
Result<Activity> parse_activity(std::string_view json);

}  // namespace tansiq::handling

// The reasons of a decision in words.

#include <fmt/format.h>

#include "handling/decide.h"

namespace tansiq::handling {
namespace {

struct Words {
  std::string_view name;
  std::string_view clause;  ///< {} is the subject
};

constexpr Words words[reason_count] = {
    {"ordered", "ordered by {}"},
    {"named", "the partner is named as a recipient"},
    {"through_cell", "the whole cell may get it"},
    {"agreement", "{} covers it"},
    {"cut_by_rule", "{} is cut by handling or order"},
    {"cut_by_marking", "{} is cut by its marking"},
    {"cut_reference", "{} is cut, since the partner does not hold what it names"},
    {"cut_mention", "{} is cut, since it names a record that the partner does not hold"},
    {"second_officer", "confirmed by {}"},
    {"no_grade", "it has no grade of source and content"},
    {"no_tlp", "it has no TLP label"},
    {"no_purpose", "its handling names no purpose"},
    {"no_basis", "its handling names no legal basis"},
    {"no_person_role", "the person has no role (suspect, victim, ...)"},
    {"no_review_date", "a person's record needs a review date"},
    {"review_passed", "its review date has passed: renew or erase it"},
    {"restricted", "it is restricted, since it is disputed"},
    {"act_without_purpose", "the release names no purpose"},
    {"act_without_basis", "the release names no legal basis"},
    {"purpose_not_in_cell", "the cell does not act for {}"},
    {"cell_frozen", "the cell is frozen by two histories"},
    {"not_in_cell", "the partner takes no part in this cell"},
    {"observer", "an observer is told of activities only"},
    {"suspended", "the partner is suspended"},
    {"not_confirmed", "a standing rule reaches only services that an officer confirmed for the cell"},
    {"not_releasable", "nobody said that this partner may get it"},
    {"must_be_named", "{} goes only to recipients that are named one by one"},
    {"no_agreement", "no agreement in force covers {}"},
    {"use_not_agreed", "no agreement in force covers the use \"{}\""},
    {"red_line", "the red line \"{}\" forbids it"},
    {"unmet", "the condition \"{}\" is not met yet"},
    {"second_officer_needed", "the rule \"{}\" asks for a second officer"},
    {"not_permitted_onward", "its originator has not permitted passing it on to this partner"},
    {"onward_unchanged_only", "a received copy is passed on unchanged or not at all"},
    {"end_withheld", "the end {} of the relationship does not go to the partner"},
    {"required_withheld", "{} would be cut and is required"},
    {"marking_withheld", "the marking at {} does not go to the partner"},
    {"identity_tells", "the identifier is a hash of {}, which would be cut"},
    {"target_redacted", "it translates a record from which something was cut"},
    {"would_be_invalid", "what is left would be no valid object ({})"},
    {"already_held", "the partner holds this very copy"},
    {"needs_new_version", "the partner holds other bytes of this version: make a new version"},
    {"older_than_held", "the partner holds a later version"},
    {"nothing_new", "nothing that the partner may see has changed"},
};

}  // namespace

std::string_view name_of(Reason reason) {
  return words[static_cast<std::size_t>(reason)].name;
}

bool is_against(Reason reason) {
  return reason >= Reason::no_grade;
}

std::string sentence(const Decision& decision, const Partner& partner) {
  std::string text = fmt::format("{} {}: ", decision.release ? "Released to" : "Withheld from", partner.name);
  bool first = true;
  for (const auto& because : decision.reasons) {
    if (is_against(because.reason) == decision.release) continue;
    if (!first) text += "; ";
    first = false;
    text +=
        fmt::format(fmt::runtime(words[static_cast<std::size_t>(because.reason)].clause), because.subject);
  }
  text += '.';
  return text;
}

}  // namespace tansiq::handling

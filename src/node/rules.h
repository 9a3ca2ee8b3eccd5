#pragma once

/// Who may do what: one table, read by every act before it does anything. The act's word here is its word in
/// the journal.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "node/node.h"

namespace tansiq::node {

/// A set of roles.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ = static_cast<std::uint8_t>(bits_ | bit(role));
  }
  [[nodiscard]] constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }

 private:
  static constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }
  std::uint8_t bits_ = 0;
};

/// One line of the table.
struct Rule {
  std::string_view act;      ///< its word in the journal
  std::string_view summary;  ///< for documents
  Roles roles;               ///< of an officer, any one of them
  bool accounts = false;     ///< whether accounts may, within their grants
  bool purpose = false;      ///< whether purpose and legal basis must be said
};

namespace rules {
inline constexpr Roles everybody = {Role::analyst, Role::releasing_officer, Role::duty_officer,
                                    Role::administrator, Role::oversight};
inline constexpr Roles readers = {Role::analyst, Role::releasing_officer, Role::duty_officer,
                                  Role::oversight};
inline constexpr Roles administrators = {Role::administrator};

// clang-format off
inline constexpr Rule list_collections = {"list-collections", "see which collections there are", everybody, true, false};
inline constexpr Rule status           = {"status", "see how the node does, in totals", everybody, false, false};

inline constexpr Rule consult          = {"consult", "read records", readers, true, true};
inline constexpr Rule inspect          = {"inspect", "see a record's handling, history and conflicts", readers, false, true};
inline constexpr Rule review           = {"review", "see what is past its review date, to renew or erase it", {Role::analyst, Role::releasing_officer, Role::oversight}, false, true};
inline constexpr Rule export_records   = {"export", "take all records out", {Role::analyst, Role::releasing_officer, Role::oversight}, false, true};
inline constexpr Rule publish          = {"publish", "file objects", {Role::analyst, Role::duty_officer}, true, false};
inline constexpr Rule file_report      = {"file-report", "file a plain text as a report", {Role::analyst, Role::duty_officer}, false, false};
inline constexpr Rule correct          = {"correct", "make the next version of a record", {Role::analyst}, false, false};
inline constexpr Rule revoke           = {"revoke", "withdraw an object by a last, revoked version", {Role::analyst, Role::releasing_officer}, false, false};
inline constexpr Rule set_handling     = {"set-handling", "say who may get a record", {Role::analyst, Role::releasing_officer}, false, false};
inline constexpr Rule restrict         = {"restrict", "restrict what is disputed instead of erasing it", {Role::analyst, Role::releasing_officer}, false, false};
inline constexpr Rule erase            = {"erase", "erase a record that was never released", {Role::analyst, Role::releasing_officer}, true, false};
inline constexpr Rule erase_released   = {"erase-released", "erase what was released, here and at every holder", {Role::releasing_officer}, false, false};

inline constexpr Rule search_names     = {"search", "search names", readers, false, true};
inline constexpr Rule screen_names     = {"screen", "screen a list of names", {Role::analyst, Role::releasing_officer, Role::duty_officer}, false, true};
inline constexpr Rule list_leads       = {"list-leads", "see which records may be about one person", readers, false, true};
inline constexpr Rule decide_lead      = {"decide-lead", "say whether two records are about one person", {Role::analyst, Role::duty_officer}, false, false};

inline constexpr Rule read_journal     = {"read-journal", "read who did what", {Role::oversight}, false, true};
inline constexpr Rule verify_journal   = {"verify-journal", "check the journal's chain", {Role::oversight, Role::administrator}, false, false};

inline constexpr Rule backup           = {"backup", "write a copy of the store", administrators, false, false};
inline constexpr Rule list_officers    = {"list-officers", "see officers, accounts and their tokens", {Role::administrator, Role::oversight}, false, false};
inline constexpr Rule add_officer      = {"add-officer", "add an officer", administrators, false, false};
inline constexpr Rule change_officer   = {"change-officer", "change or disable an officer", administrators, false, false};
inline constexpr Rule add_account      = {"add-account", "add an account", administrators, false, false};
inline constexpr Rule change_account   = {"change-account", "change or disable an account", administrators, false, false};
inline constexpr Rule grant            = {"grant", "let an account read or write a collection", administrators, false, false};
inline constexpr Rule issue_token      = {"issue-token", "issue an API token", administrators, false, false};
inline constexpr Rule revoke_token     = {"revoke-token", "revoke an API token (everybody an own one)", administrators, false, false};
inline constexpr Rule add_collection   = {"add-collection", "add a collection", administrators, false, false};

inline constexpr Rule show_card        = {"show-card", "see this service's cards", everybody, false, false};
inline constexpr Rule issue_card       = {"issue-card", "take a new card of this service into use", administrators, false, false};
inline constexpr Rule list_partners    = {"list-partners", "see partners and cells", everybody, false, false};
inline constexpr Rule add_partner      = {"add-partner", "trust a service after its fingerprint was compared", {Role::releasing_officer, Role::administrator}, false, false};
inline constexpr Rule suspend_partner  = {"suspend-partner", "stop releasing to a partner", {Role::releasing_officer, Role::duty_officer, Role::administrator}, false, false};
inline constexpr Rule resume_partner   = {"resume-partner", "release to a suspended partner again", {Role::releasing_officer}, false, false};
inline constexpr Rule found_cell       = {"found-cell", "found a cell", {Role::releasing_officer}, false, false};
inline constexpr Rule change_cell      = {"change-cell", "sign or vote for a version of a cell", {Role::releasing_officer}, false, false};
inline constexpr Rule join_cell        = {"join-cell", "accept or leave a cell for this service", {Role::releasing_officer}, false, false};
inline constexpr Rule confirm_partner  = {"confirm-partner", "let standing rules reach a partner in a cell", {Role::releasing_officer}, false, false};
inline constexpr Rule set_policy       = {"set-policy", "change agreements, red lines and standing rules", {Role::releasing_officer, Role::administrator}, false, false};

inline constexpr Rule release          = {"release", "release records to partners", {Role::releasing_officer}, false, true};
inline constexpr Rule confirm_release  = {"confirm-release", "stand by another officer's release", {Role::releasing_officer}, false, true};
inline constexpr Rule preview          = {"preview", "see what a partner would get of a record, and why", {Role::analyst, Role::releasing_officer, Role::duty_officer, Role::oversight}, false, true};
inline constexpr Rule redecide         = {"redecide", "decide about releases anew", {}, false, false};
inline constexpr Rule list_exchange    = {"list-exchange", "see what was released, received and answered", readers, false, true};
inline constexpr Rule open             = {"open", "tell who sent a record that a person has seen it", {Role::analyst, Role::releasing_officer, Role::duty_officer}, false, true};
inline constexpr Rule receive          = {"receive", "take what a partner sent", {}, false, false};
inline constexpr Rule begin_anew       = {"begin-anew", "begin new outboxes after a backup was restored", {}, false, false};
inline constexpr Rule take_back        = {"take-back", "take back what a partner holds of what a restore lost", {}, false, false};
inline constexpr Rule hand_back        = {"hand-back", "give a restored partner what it sent before", {}, false, false};
inline constexpr Rule purge            = {"purge", "remove what its originator asked back", {}, false, false};
inline constexpr Rule clear_fault      = {"clear-fault", "go on with a partner after a fault", {Role::releasing_officer, Role::duty_officer, Role::administrator}, false, false};
inline constexpr Rule list_faults      = {"list-faults", "see what is wrong with partners", everybody, false, false};
inline constexpr Rule recall           = {"recall", "ask back what was released", {Role::releasing_officer}, false, false};
inline constexpr Rule ask_onward       = {"ask-onward", "ask an originator whether its record may go on", {Role::releasing_officer}, false, true};
inline constexpr Rule permit_onward    = {"permit-onward", "let a holder pass an own record on, or refuse", {Role::releasing_officer}, false, true};
inline constexpr Rule raise_warning    = {"raise-warning", "warn partners, and ask them to say that a person took it", {Role::releasing_officer, Role::duty_officer}, false, true};
inline constexpr Rule change_warning   = {"change-warning", "correct or cancel an own warning", {Role::releasing_officer, Role::duty_officer}, false, false};
inline constexpr Rule acknowledge      = {"acknowledge", "say to who warned that a person took it", {Role::releasing_officer, Role::duty_officer}, false, true};
inline constexpr Rule report_outcome   = {"report-outcome", "say what came of a warning", {Role::releasing_officer, Role::duty_officer}, false, true};
inline constexpr Rule ask_review       = {"ask-review", "ask partners what they held about an attack", {Role::releasing_officer, Role::duty_officer}, false, true};
inline constexpr Rule see_threads      = {"see-threads", "see warnings with their answers, and the desk", readers, false, true};
inline constexpr Rule prove            = {"prove", "make a proof of who was told what, and when", {Role::releasing_officer, Role::duty_officer, Role::oversight}, false, true};
inline constexpr Rule seal_journal     = {"seal-journal", "give partners a sealed checkpoint of the journal", {}, false, false};
inline constexpr Rule escalate         = {"escalate", "tell the next on the ladder that something waits", {}, false, false};
inline constexpr Rule start_shift      = {"start-shift", "sit down at a post", {Role::releasing_officer, Role::duty_officer}, false, false};
inline constexpr Rule hand_over        = {"hand-over", "hand a post to the next officer", {Role::releasing_officer, Role::duty_officer}, false, false};
inline constexpr Rule end_shift        = {"end-shift", "leave a post", {Role::releasing_officer, Role::duty_officer}, false, false};
inline constexpr Rule see_shifts       = {"see-shifts", "see who is and was on duty", everybody, false, false};
inline constexpr Rule add_watch        = {"add-watch", "make a watch rule on what is received", {Role::analyst, Role::releasing_officer, Role::duty_officer}, false, true};
inline constexpr Rule confirm_watch    = {"confirm-watch", "stand by another officer's watch rule", {Role::analyst, Role::releasing_officer, Role::duty_officer}, false, true};
inline constexpr Rule remove_watch     = {"remove-watch", "take a watch rule away", {Role::analyst, Role::releasing_officer, Role::duty_officer}, false, false};
inline constexpr Rule list_watches     = {"list-watches", "see watch rules and what they found", readers, false, true};
inline constexpr Rule watch            = {"watch", "find what a watch rule seeks in what came", {}, false, false};
inline constexpr Rule add_reader       = {"add-reader", "make a TAXII reader, a partner without a node", administrators, false, false};
inline constexpr Rule change_reader    = {"change-reader", "change or enable a TAXII reader", administrators, false, false};
inline constexpr Rule disable_reader   = {"disable-reader", "give a TAXII reader nothing any more", {Role::releasing_officer, Role::duty_officer, Role::administrator}, false, false};
inline constexpr Rule submit           = {"submit", "hand in objects for an officer to adopt", {}, true, false};
inline constexpr Rule list_submissions = {"list-submissions", "see what was handed in and waits", readers, false, true};
inline constexpr Rule adopt            = {"adopt", "adopt or drop what a TAXII reader submitted", {Role::analyst, Role::releasing_officer}, false, false};
// clang-format on

inline constexpr Rule all[] = {
    list_collections, status,           consult,         inspect,         export_records, publish,
    file_report,      correct,          revoke,          set_handling,    restrict,       erase,
    erase_released,   read_journal,     verify_journal,  backup,          list_officers,  add_officer,
    change_officer,   add_account,      change_account,  grant,           issue_token,    revoke_token,
    add_collection,   search_names,     screen_names,    list_leads,      decide_lead,    show_card,
    issue_card,       list_partners,    add_partner,     suspend_partner, resume_partner, found_cell,
    change_cell,      join_cell,        confirm_partner, set_policy,      release,        confirm_release,
    preview,          redecide,         list_exchange,   receive,         purge,          list_faults,
    clear_fault,      recall,           ask_onward,      permit_onward,   open,           raise_warning,
    change_warning,   acknowledge,      report_outcome,  see_threads,     ask_review,     prove,
    seal_journal,     escalate,         start_shift,     hand_over,       end_shift,      see_shifts,
    add_watch,        confirm_watch,    remove_watch,    list_watches,    watch,          begin_anew,
    take_back,        hand_back,        add_reader,      adopt,           change_reader,  disable_reader,
    submit,           list_submissions, review};
}  // namespace rules

/// Whether the actor may do this at all and has said why, where that is asked. Fault::forbidden names the
/// roles that may; Fault::invalid says how to give purpose and basis.
Result<> permit(const Actor& actor, const Rule& rule);

/// Longest purpose, legal basis, case or reason, in bytes.
inline constexpr std::size_t most_line_bytes = 500;

/// Checks what an officer says of why: each a line of text within its bound. It may be empty here; permit()
/// asks where it must not.
Result<> check(const Purpose& purpose);

}  // namespace tansiq::node

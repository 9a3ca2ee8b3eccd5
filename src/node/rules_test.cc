#include "node/rules.h"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

namespace tansiq::node {
namespace {

constexpr Role every_role[] = {Role::analyst, Role::releasing_officer, Role::duty_officer,
                               Role::administrator, Role::oversight};

Actor with(Role role) {
  Actor actor;
  actor.name = "amina";
  actor.roles = {role};
  actor.purpose = {"counter-terrorism", "Act 12", ""};
  return actor;
}

/// Who may do what, said a second time and by role, so that a slip in the table shows.
const std::map<Role, std::set<std::string_view>> may_do = {
    {Role::analyst,
     {"list-collections",
      "list-faults",
      "status",
      "consult",
      "inspect",
      "export",
      "publish",
      "file-report",
      "correct",
      "revoke",
      "set-handling",
      "restrict",
      "erase",
      "search",
      "screen",
      "list-leads",
      "decide-lead",
      "show-card",
      "list-partners",
      "preview",
      "open",
      "list-exchange",
      "adopt",
      "list-submissions",
      "review",
      "see-threads",
      "see-shifts",
      "add-watch",
      "confirm-watch",
      "remove-watch",
      "list-watches"}},
    {Role::releasing_officer,
     {"list-collections",
      "list-faults",
      "status",
      "consult",
      "inspect",
      "export",
      "revoke",
      "set-handling",
      "restrict",
      "erase",
      "search",
      "screen",
      "list-leads",
      "show-card",
      "list-partners",
      "add-partner",
      "suspend-partner",
      "resume-partner",
      "found-cell",
      "change-cell",
      "join-cell",
      "confirm-partner",
      "set-policy",
      "release",
      "open",
      "confirm-release",
      "preview",
      "list-exchange",
      "clear-fault",
      "recall",
      "adopt",
      "list-submissions",
      "disable-reader",
      "review",
      "erase-released",
      "raise-warning",
      "change-warning",
      "acknowledge",
      "report-outcome",
      "see-threads",
      "start-shift",
      "hand-over",
      "end-shift",
      "see-shifts",
      "add-watch",
      "confirm-watch",
      "remove-watch",
      "list-watches",
      "ask-review",
      "ask-onward",
      "permit-onward",
      "prove"}},
    {Role::duty_officer, {"list-collections",
                          "list-faults",
                          "status",
                          "consult",
                          "inspect",
                          "publish",
                          "file-report",
                          "search",
                          "screen",
                          "list-leads",
                          "decide-lead",
                          "show-card",
                          "list-partners",
                          "suspend-partner",
                          "preview",
                          "open",
                          "list-exchange",
                          "clear-fault",
                          "list-submissions",
                          "disable-reader",
                          "raise-warning",
                          "change-warning",
                          "acknowledge",
                          "report-outcome",
                          "see-threads",
                          "start-shift",
                          "hand-over",
                          "end-shift",
                          "see-shifts",
                          "add-watch",
                          "confirm-watch",
                          "remove-watch",
                          "list-watches",
                          "ask-review",
                          "prove"}},
    {Role::administrator, {"list-collections", "list-faults",    "status",          "verify-journal",
                           "backup",           "list-officers",  "add-officer",     "change-officer",
                           "add-account",      "change-account", "grant",           "issue-token",
                           "revoke-token",     "add-collection", "show-card",       "list-partners",
                           "issue-card",       "add-partner",    "suspend-partner", "set-policy",
                           "clear-fault",      "add-reader",     "change-reader",   "disable-reader",
                           "see-shifts"}},
    {Role::oversight,
     {"list-collections", "list-faults",    "status",        "consult",          "inspect",    "export",
      "read-journal",     "verify-journal", "list-officers", "search",           "list-leads", "show-card",
      "list-partners",    "preview",        "list-exchange", "list-submissions", "review",     "see-threads",
      "see-shifts",       "list-watches",   "prove"}},
};

TEST(Rules, EveryActAndEveryRole) {
  for (const Rule& rule : rules::all) {
    for (const Role role : every_role) {
      const auto permitted = permit(with(role), rule);
      EXPECT_EQ(permitted.has_value(), may_do.at(role).contains(rule.act))
          << rule.act << " as " << name_of(role);
      if (!permitted) {
        EXPECT_EQ(permitted.error().fault, base::Fault::forbidden);
        EXPECT_NE(permitted.error().hint.find("roles"), std::string::npos);
      }
    }
  }
}

TEST(Rules, EveryActHasOneLine) {
  std::set<std::string_view> acts;
  for (const Rule& rule : rules::all) EXPECT_TRUE(acts.insert(rule.act).second) << rule.act;
  for (const auto& [role, names] : may_do)
    for (const auto name : names) EXPECT_TRUE(acts.contains(name)) << name;
}

TEST(Rules, OversightChangesNothing) {
  const std::set<std::string_view> reading = {
      "list-collections", "list-faults",    "status",        "consult",          "inspect",    "export",
      "read-journal",     "verify-journal", "list-officers", "search",           "list-leads", "show-card",
      "list-partners",    "preview",        "list-exchange", "list-submissions", "review",     "see-threads",
      "see-shifts",       "list-watches",   "prove"};
  EXPECT_EQ(may_do.at(Role::oversight), reading);
}

TEST(Rules, WhoSeesRecordsMustSayWhy) {
  const std::set<std::string_view> want = {
      "consult",      "inspect",        "export",      "read-journal",     "search",
      "list-leads",   "screen",         "open",        "release",          "confirm-release",
      "preview",      "list-exchange",  "review",      "list-submissions", "raise-warning",
      "acknowledge",  "report-outcome", "see-threads", "add-watch",        "confirm-watch",
      "list-watches", "ask-review",     "ask-onward",  "permit-onward",    "prove"};
  for (const Rule& rule : rules::all) {
    EXPECT_EQ(rule.purpose, want.contains(rule.act)) << rule.act;
    if (!rule.purpose) continue;
    for (const Role role : every_role) {
      if (!rule.roles.has(role)) continue;
      auto actor = with(role);
      actor.purpose.basis.clear();
      EXPECT_EQ(permit(actor, rule).error().where, "basis");
      actor.purpose = {"", "Act 12", ""};
      const auto refused = permit(actor, rule);
      EXPECT_EQ(refused.error().fault, base::Fault::invalid);
      EXPECT_EQ(refused.error().where, "purpose");
      EXPECT_NE(refused.error().hint.find("--purpose"), std::string::npos);
    }
  }
}

TEST(Rules, AccountsReadWriteAndDeleteAndNothingElse) {
  const std::set<std::string_view> may = {"list-collections", "consult", "publish", "erase", "submit"};
  Actor account =
      with(Role::administrator);  // roles of an account, should any ever stray there, count for nothing
  account.kind = store::Principal::Kind::account;
  for (const Rule& rule : rules::all)
    EXPECT_EQ(permit(account, rule).has_value(), may.contains(rule.act)) << rule.act;
}

TEST(Rules, SomebodyWithoutARoleMayNothing) {
  Actor nobody = with(Role::analyst);
  nobody.roles.clear();
  for (const Rule& rule : rules::all) EXPECT_FALSE(permit(nobody, rule)) << rule.act;
}

TEST(Rules, SeveralRolesAddUp) {
  Actor both = with(Role::analyst);
  both.roles.push_back(Role::administrator);
  EXPECT_TRUE(permit(both, rules::correct));
  EXPECT_TRUE(permit(both, rules::backup));
  EXPECT_FALSE(permit(both, rules::read_journal));
}

TEST(Rules, APurposeIsALineOfText) {
  auto actor = with(Role::analyst);
  actor.purpose.case_id = "two\nlines";
  EXPECT_EQ(permit(actor, rules::consult).error().where, "case");
  actor.purpose.case_id = std::string(most_line_bytes + 1, 'x');
  EXPECT_EQ(permit(actor, rules::publish).error().fault, base::Fault::too_large);
  actor.purpose.case_id = "القضية 7/2026";
  EXPECT_TRUE(permit(actor, rules::consult));
}

TEST(Rules, RolesHaveNames) {
  for (const Role role : every_role) EXPECT_EQ(role_named(name_of(role)), role);
  EXPECT_FALSE(role_named("superuser"));
  EXPECT_FALSE(role_named(""));
}

}  // namespace
}  // namespace tansiq::node

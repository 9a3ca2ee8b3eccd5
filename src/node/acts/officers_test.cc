// Who may act: authentication, officers, accounts, tokens, collections, the first officer.

#include <algorithm>
#include <gtest/gtest.h>

#include "node/acts/add_account.h"
#include "node/acts/add_collection.h"
#include "node/acts/add_officer.h"
#include "node/acts/authenticate.h"
#include "node/acts/change_officer.h"
#include "node/acts/grant.h"
#include "node/acts/initialise.h"
#include "node/acts/issue_token.h"
#include "node/acts/list_officers.h"
#include "node/acts/revoke_token.h"
#include "node/test_node.h"

namespace tansiq::node::acts {
namespace {

using namespace std::chrono_literals;

const Actor administrator = testing::officer({Role::administrator});
constexpr const char* passphrase = "a long passphrase";

class OfficersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        add_officer(*node, administrator, {"karim", {Role::analyst, Role::duty_officer}, passphrase}));
  }
  std::string token_for(const std::string& name, std::vector<Role> roles = {},
                        std::optional<Time> expires = {}) {
    const auto issued = issue_token(
        *node, administrator, {store::Principal::Kind::officer, name, "laptop", std::move(roles), expires});
    EXPECT_TRUE(issued) << issued.error().text();
    token_id = issued->token.id;
    return issued->secret;
  }
  bool is_in_journal(const std::string& text) {
    for (const auto& entry : node.entries())
      for (const auto* field : {&entry.act.actor, &entry.act.subject, &entry.act.detail, &entry.act.purpose})
        if (field->find(text) != std::string::npos) return true;
    return false;
  }
  testing::TestNode node;
  std::string token_id;
};

TEST_F(OfficersTest, AuthenticateByPassword) {
  const auto actor = authenticate_password(*node, "karim", passphrase);
  ASSERT_TRUE(actor) << actor.error().text();
  EXPECT_EQ(actor->name, "karim");
  EXPECT_EQ(actor->roles, (std::vector<Role>{Role::analyst, Role::duty_officer}));
  const auto wrong_password = authenticate_password(*node, "karim", "another passphrase");
  const auto wrong_name = authenticate_password(*node, "nobody", passphrase);
  ASSERT_FALSE(wrong_password);
  EXPECT_EQ(wrong_password.error().fault, base::Fault::unauthenticated);
  EXPECT_EQ(wrong_password.error(), wrong_name.error());
}

TEST_F(OfficersTest, FailuresAreJournaledWithoutWhatWasTried) {
  ASSERT_FALSE(authenticate_password(*node, "karim", "sesame open sesame"));
  EXPECT_EQ(node.entries().back().act.act, "authenticate");
  EXPECT_EQ(node.entries().back().act.actor, "karim");
  ASSERT_FALSE(authenticate_password(*node, "my-password-by-mistake", "karim"));
  EXPECT_EQ(node.entries().back().act.actor, "") << "nobody of that name: it may be a secret";
  ASSERT_FALSE(authenticate_token(*node, "tsq_guessed"));
  EXPECT_EQ(node.entries().back().act.detail, "refused: token");
  for (const char* secret : {"sesame", "my-password", "tsq_guessed"})
    EXPECT_FALSE(is_in_journal(secret)) << secret;
  const auto before = node.entries().size();
  for (int i = 0; i < 100; ++i) ASSERT_FALSE(authenticate_token(*node, "tsq_guess" + std::to_string(i)));
  EXPECT_LE(node.entries().size(), before + 10);
}

TEST_F(OfficersTest, ADisabledOrExpiredOfficerIsUnknownAtOnce) {
  const std::string token = token_for("karim");
  ASSERT_TRUE(authenticate_password(*node, "karim", passphrase));
  ASSERT_TRUE(authenticate_token(*node, token));
  PrincipalChange change;
  change.disabled = true;
  ASSERT_TRUE(change_officer(*node, administrator, "karim", change));
  EXPECT_FALSE(authenticate_password(*node, "karim", passphrase)) << "remembered a moment ago";
  EXPECT_FALSE(authenticate_token(*node, token));
  change.disabled = false;
  change.expires = testing::some_day + 1h;
  ASSERT_TRUE(change_officer(*node, administrator, "karim", change));
  EXPECT_TRUE(authenticate_token(*node, token));
  node.move_clock(1h);
  EXPECT_FALSE(authenticate_token(*node, token));
  EXPECT_FALSE(authenticate_password(*node, "karim", passphrase));
}

TEST_F(OfficersTest, ANewPasswordReplacesTheOld) {
  ASSERT_TRUE(authenticate_password(*node, "karim", passphrase));
  PrincipalChange change;
  change.password = "a second passphrase";
  ASSERT_TRUE(change_officer(*node, administrator, "karim", change));
  EXPECT_FALSE(authenticate_password(*node, "karim", passphrase));
  EXPECT_TRUE(authenticate_password(*node, "karim", "a second passphrase"));
  change.password = "";
  const auto changed = change_officer(*node, administrator, "karim", change);
  ASSERT_TRUE(changed);
  EXPECT_FALSE(changed->has_password);
  EXPECT_FALSE(authenticate_password(*node, "karim", ""));
  EXPECT_FALSE(is_in_journal("second passphrase"));
}

TEST_F(OfficersTest, ATokenCarriesAtMostTheRolesOfItsOfficer) {
  const std::string narrow = token_for("karim", {Role::duty_officer});
  const std::string wide = token_for("karim");
  EXPECT_EQ(authenticate_token(*node, narrow)->roles, std::vector<Role>{Role::duty_officer});
  const TokenRequest too_much{store::Principal::Kind::officer, "karim", "", {Role::administrator}, {}};
  EXPECT_EQ(issue_token(*node, administrator, too_much).error().where, "roles");

  PrincipalChange change;
  change.roles = std::vector<Role>{Role::analyst};
  ASSERT_TRUE(change_officer(*node, administrator, "karim", change));
  EXPECT_TRUE(authenticate_token(*node, narrow)->roles.empty()) << "the role was taken away since";
  EXPECT_EQ(authenticate_token(*node, wide)->roles, std::vector<Role>{Role::analyst});
}

TEST_F(OfficersTest, ATokenEndsWhenItExpiresOrIsRevoked) {
  const std::string short_lived = token_for("karim", {}, testing::some_day + 1min);
  EXPECT_TRUE(authenticate_token(*node, short_lived));
  node.move_clock(1min);
  EXPECT_FALSE(authenticate_token(*node, short_lived));
  const TokenRequest past{store::Principal::Kind::officer, "karim", "", {}, testing::some_day};
  EXPECT_EQ(issue_token(*node, administrator, past).error().where, "expires");

  const std::string token = token_for("karim");
  EXPECT_FALSE(is_in_journal(token));
  auto stranger = testing::officer({Role::analyst});
  stranger.principal = 12345;
  EXPECT_EQ(revoke_token(*node, stranger, token_id).error().fault, base::Fault::not_found);
  const auto own = authenticate_token(*node, token);
  ASSERT_TRUE(own);
  ASSERT_TRUE(revoke_token(*node, *own, token_id)) << "everybody may revoke an own one";
  EXPECT_FALSE(authenticate_token(*node, token));
  EXPECT_EQ(revoke_token(*node, administrator, "nonesuch").error().fault, base::Fault::not_found);
}

TEST_F(OfficersTest, TheLastAdministratorStays) {
  ASSERT_TRUE(add_officer(*node, administrator, {"lea", {Role::administrator}}));
  PrincipalChange disable;
  disable.disabled = true;
  const auto refused = change_officer(*node, administrator, "lea", disable);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, base::Fault::conflict);
  PrincipalChange demote;
  demote.roles = std::vector<Role>{Role::analyst};
  EXPECT_EQ(change_officer(*node, administrator, "lea", demote).error().fault, base::Fault::conflict);
  PrincipalChange end;
  end.expires = testing::some_day - 1s;
  EXPECT_EQ(change_officer(*node, administrator, "lea", end).error().fault, base::Fault::conflict);

  ASSERT_TRUE(add_officer(*node, administrator, {"omar", {Role::administrator, Role::analyst}}));
  EXPECT_TRUE(change_officer(*node, administrator, "lea", disable));
  EXPECT_FALSE(change_officer(*node, administrator, "omar", disable));
}

TEST_F(OfficersTest, NamesAreUniqueAndPlain) {
  const auto fault = [&](const std::string& name) {
    const auto added = add_officer(*node, administrator, {name, {Role::analyst}});
    return added ? base::Fault::internal : added.error().fault;
  };
  EXPECT_EQ(fault("karim"), base::Fault::conflict);
  const std::string right_to_left = "\xe2\x80\xae";
  for (const std::string& wrong : {std::string(), std::string("a b"), std::string("a:b"), std::string("a/b"),
                                   std::string("a\nb"), right_to_left + "karim"})
    EXPECT_EQ(fault(wrong), base::Fault::invalid) << wrong;
  EXPECT_TRUE(add_officer(*node, administrator, {"أمينة", {Role::analyst}}));
  EXPECT_EQ(add_officer(*node, administrator, {"nour", {}}).error().where, "roles");
  EXPECT_EQ(add_officer(*node, administrator, {"nour", {Role::analyst}, "short"}).error().where, "password");
}

TEST_F(OfficersTest, ListsShowNoSecret) {
  token_for("karim");
  const auto officers = list_officers(*node, administrator);
  ASSERT_TRUE(officers);
  ASSERT_EQ(officers->size(), 1U);
  EXPECT_TRUE(officers->front().has_password);
  EXPECT_TRUE(officers->front().principal.password_hash.empty());
  EXPECT_EQ(officers->front().tokens.front().hash, base::Digest{});
  EXPECT_TRUE(list_officers(*node, testing::officer({Role::oversight})));
  EXPECT_FALSE(list_officers(*node, testing::officer({Role::analyst})));
}

TEST_F(OfficersTest, AnAccountHasAStandingPurposeAndGrants) {
  NewAccount wanted;
  wanted.name = "siem";
  EXPECT_EQ(add_account(*node, administrator, wanted).error().where, "purpose");
  wanted.purpose = {"monitoring", "Act 12", ""};
  wanted.grants = {{"records", true, false}};
  const auto added = add_account(*node, administrator, wanted);
  ASSERT_TRUE(added) << added.error().text();
  EXPECT_EQ(added->password.size(), 24U);
  const auto actor = authenticate_password(*node, "siem", added->password);
  ASSERT_TRUE(actor);
  EXPECT_EQ(actor->kind, store::Principal::Kind::account);
  EXPECT_EQ(actor->purpose.purpose, "monitoring");
  ASSERT_EQ(actor->grants.size(), 1U);
  EXPECT_TRUE(actor->grants[0].can_read);
  EXPECT_FALSE(actor->grants[0].can_write);

  const auto granted = grant(*node, administrator, "siem", {"records", true, true});
  ASSERT_TRUE(granted);
  EXPECT_TRUE(granted->grants.front().second.can_write);
  EXPECT_TRUE(authenticate_password(*node, "siem", added->password)->grants[0].can_write);
  EXPECT_EQ(grant(*node, administrator, "siem", {"nowhere", true, true}).error().fault,
            base::Fault::not_found);
  EXPECT_EQ(grant(*node, administrator, "karim", {"records", true, true}).error().fault,
            base::Fault::not_found)
      << "an officer is no account";

  PrincipalChange roles;
  roles.roles = std::vector<Role>{Role::administrator};
  EXPECT_EQ(change_account(*node, administrator, "siem", roles).error().where, "roles");
  PrincipalChange purpose;
  purpose.purpose = Purpose{"another", "Act 13", "1/2026"};
  EXPECT_EQ(change_account(*node, administrator, "siem", purpose)->principal.case_id, "1/2026");
  EXPECT_EQ(list_officers(*node, administrator)->size(), 1U);
  EXPECT_EQ(list_accounts(*node, administrator)->size(), 1U);
}

TEST_F(OfficersTest, AFailedGrantLeavesNoAccount) {
  NewAccount wanted;
  wanted.name = "siem";
  wanted.purpose = {"monitoring", "Act 12", ""};
  wanted.grants = {{"records", true, false}, {"nowhere", true, false}};
  const auto before = node.entries().size();
  EXPECT_EQ(add_account(*node, administrator, wanted).error().fault, base::Fault::not_found);
  EXPECT_TRUE(list_accounts(*node, administrator)->empty());
  EXPECT_EQ(node.entries().size(), before + 1) << "of the listing alone";
}

TEST_F(OfficersTest, CollectionsHaveUniqueAliases) {
  const auto added = add_collection(*node, administrator, {"Feeds", "feeds", "brought by tools"});
  ASSERT_TRUE(added) << added.error().text();
  EXPECT_EQ(base::uuid_version(added->collection.id), 4);
  EXPECT_EQ(add_collection(*node, administrator, {"Other", "feeds"}).error().fault, base::Fault::conflict);
  EXPECT_EQ(add_collection(*node, administrator, {"", "x"}).error().where, "title");
  EXPECT_EQ(add_collection(*node, administrator, {"X", "a b"}).error().where, "alias");
  EXPECT_EQ(add_collection(*node, administrator, {"X", added->collection.id}).error().where, "alias");
  EXPECT_FALSE(add_collection(*node, testing::officer({Role::analyst}), {"X"}));
}

TEST_F(OfficersTest, ANodeBeginsOnce) {
  EXPECT_EQ(initialise(*node, {"lea", {Role::administrator}}).error().fault, base::Fault::conflict);
}

TEST(InitialiseTest, MakesTheFirstOfficerWithAToken) {
  const auto folder = std::filesystem::temp_directory_path() / ("tansiq-init-" + base::random_uuid());
  {
    store::sqlite::Options options;
    options.directory = folder.string();
    options.create = true;
    auto store = store::sqlite::open(options);
    ASSERT_TRUE(store) << store.error().text();
    Node node(**store, base::system_now, {}, "A service");
    EXPECT_EQ(initialise(node, {"lea", {Role::analyst}}).error().where, "roles");
    const auto begun = initialise(node, {"lea", {Role::administrator, Role::analyst}});
    ASSERT_TRUE(begun) << begun.error().text();
    const auto actor = authenticate_token(node, begun->token);
    ASSERT_TRUE(actor);
    EXPECT_EQ(actor->name, "lea");
    EXPECT_TRUE(actor->has(Role::administrator));
    EXPECT_EQ((*(*store)->read())->collection("records")->value().id, begun->collection);
    EXPECT_FALSE(initialise(node, {"eve", {Role::administrator}}));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tansiq::node::acts

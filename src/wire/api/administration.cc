// Who may do what on the node: officers, accounts, tokens, collections.

#include "node/acts/add_account.h"
#include "node/acts/add_collection.h"
#include "node/acts/add_officer.h"
#include "node/acts/change_officer.h"
#include "node/acts/grant.h"
#include "node/acts/issue_token.h"
#include "node/acts/list_collections.h"
#include "node/acts/list_officers.h"
#include "node/acts/revoke_token.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"

namespace tansiq::wire::api {
namespace {

using base::fail;
using Kind = store::Principal::Kind;

Result<http::Response> who_am_i(const Context& context, const node::Actor& actor, const Call&) {
  const auto collections = node::acts::list_collections(context.node, actor);
  if (!collections) return fail(collections);
  std::vector<std::string> roles;
  for (const auto role : actor.roles) roles.emplace_back(node::name_of(role));
  return json_answer(ObjectText()
                         .text("name", actor.name)
                         .text("kind", actor.kind == Kind::officer ? "officer" : "account")
                         .raw("roles", strings(roles))
                         .text("purpose", actor.purpose.purpose)
                         .text("basis", actor.purpose.basis)
                         .text("case", actor.purpose.case_id)
                         .raw("collections", list_of(*collections, collection))
                         .done());
}

Result<http::Response> list_collections(const Context& context, const node::Actor& actor, const Call&) {
  const auto collections = node::acts::list_collections(context.node, actor);
  if (!collections) return fail(collections);
  return json_answer(ObjectText().raw("collections", list_of(*collections, collection)).done());
}

Result<http::Response> add_collection(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const node::acts::NewCollection wanted{text_in(*body, "title"), text_in(*body, "alias"),
                                         text_in(*body, "description")};
  const auto added = node::acts::add_collection(context.node, actor, wanted);
  if (!added) return fail(added);
  return json_answer(collection(*added));
}

/// What a body changes of an officer or account; members that it does not have stay as they are.
Result<node::PrincipalChange> change_in(const boost::json::object& body) {
  node::PrincipalChange change;
  if (body.contains("roles")) {
    auto roles = roles_in(body, "roles");
    if (!roles) return fail(roles);
    change.roles = std::move(*roles);
  }
  if (body.contains("password")) change.password = text_in(body, "password");
  if (body.contains("disabled")) change.disabled = flag_in(body, "disabled");
  if (body.contains("expires")) {
    const auto expires = time_in(body, "expires");
    if (!expires) return fail(expires);
    change.expires = *expires;
  }
  if (body.contains("purpose") || body.contains("basis") || body.contains("case"))
    change.purpose = node::Purpose{text_in(body, "purpose"), text_in(body, "basis"), text_in(body, "case")};
  return change;
}

Result<http::Response> list_officers(const Context& context, const node::Actor& actor, const Call&) {
  const auto officers = node::acts::list_officers(context.node, actor);
  if (!officers) return fail(officers);
  return json_answer(ObjectText().raw("officers", list_of(*officers, officer)).done());
}

Result<http::Response> add_officer(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  auto roles = roles_in(*body, "roles");
  if (!roles) return fail(roles);
  const auto expires = time_in(*body, "expires");
  if (!expires) return fail(expires);
  const node::acts::NewOfficer wanted{text_in(*body, "name"), std::move(*roles), text_in(*body, "password"),
                                      *expires};
  const auto added = node::acts::add_officer(context.node, actor, wanted);
  if (!added) return fail(added);
  return json_answer(officer(*added));
}

Result<http::Response> change_officer(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto change = change_in(*body);
  if (!change) return fail(change);
  const auto changed = node::acts::change_officer(context.node, actor, call.at("name"), *change);
  if (!changed) return fail(changed);
  return json_answer(officer(*changed));
}

Result<http::Response> list_accounts(const Context& context, const node::Actor& actor, const Call&) {
  const auto accounts = node::acts::list_accounts(context.node, actor);
  if (!accounts) return fail(accounts);
  return json_answer(ObjectText().raw("accounts", list_of(*accounts, account)).done());
}

node::acts::NewGrant grant_in(const boost::json::object& body) {
  return {text_in(body, "collection"), flag_in(body, "read"), flag_in(body, "write")};
}

Result<http::Response> add_account(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto expires = time_in(*body, "expires");
  if (!expires) return fail(expires);
  node::acts::NewAccount wanted;
  wanted.name = text_in(*body, "name");
  wanted.purpose = {text_in(*body, "purpose"), text_in(*body, "basis"), text_in(*body, "case")};
  wanted.password = text_in(*body, "password");
  wanted.expires = *expires;
  if (const auto* grants = body->if_contains("grants"))
    for (const auto& item : grants->as_array()) wanted.grants.push_back(grant_in(item.as_object()));
  const auto added = node::acts::add_account(context.node, actor, wanted);
  if (!added) return fail(added);
  ObjectText text;
  text.raw("account", account(added->enrolment));
  if (!added->password.empty()) text.text("password", added->password);
  return json_answer(text.done());
}

Result<http::Response> change_account(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto change = change_in(*body);
  if (!change) return fail(change);
  const auto changed = node::acts::change_account(context.node, actor, call.at("name"), *change);
  if (!changed) return fail(changed);
  return json_answer(account(*changed));
}

Result<http::Response> grant(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto granted = node::acts::grant(context.node, actor, call.at("name"), grant_in(*body));
  if (!granted) return fail(granted);
  return json_answer(account(*granted));
}

Result<http::Response> issue_token(const Context& context, const node::Actor& actor, const Call& call,
                                   Kind kind) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  auto roles = roles_in(*body, "roles");
  if (!roles) return fail(roles);
  const auto expires = time_in(*body, "expires");
  if (!expires) return fail(expires);
  const node::acts::TokenRequest wanted{kind, call.at("name"), text_in(*body, "label"), std::move(*roles),
                                        *expires};
  const auto issued = node::acts::issue_token(context.node, actor, wanted);
  if (!issued) return fail(issued);
  return json_answer(issued_token(issued->token, issued->secret));
}

Result<http::Response> issue_officer_token(const Context& context, const node::Actor& actor,
                                           const Call& call) {
  return issue_token(context, actor, call, Kind::officer);
}

Result<http::Response> issue_account_token(const Context& context, const node::Actor& actor,
                                           const Call& call) {
  return issue_token(context, actor, call, Kind::account);
}

Result<http::Response> revoke_token(const Context& context, const node::Actor& actor, const Call& call) {
  const auto revoked = node::acts::revoke_token(context.node, actor, call.at("id"));
  if (!revoked) return fail(revoked);
  return json_answer(token(*revoked));
}

}  // namespace

void add_administration_routes(const Context& context, std::vector<Route>& routes) {
  const auto add = [&](const char* method, const char* pattern, const char* operation, const char* summary,
                       const char* body, const char* schema, Act act) {
    routes.push_back(
        route_of(context, method, pattern, operation, summary, {}, body, schema, std::move(act)));
  };
  add("GET", "/v1/whoami", "whoami", "Who asks, and what they may do.", "", "Whoami", who_am_i);
  add("GET", "/v1/collections", "list_collections", "The collections that one may know of.", "",
      "CollectionList", list_collections);
  add("POST", "/v1/collections", "add_collection", "Adds a collection.", "NewCollection", "Collection",
      add_collection);
  add("GET", "/v1/officers", "list_officers", "All officers.", "", "OfficerList", list_officers);
  add("POST", "/v1/officers", "add_officer", "Adds an officer.", "NewOfficer", "Officer", add_officer);
  add("PATCH", "/v1/officers/{name}", "change_officer", "Changes or disables an officer.", "OfficerChange",
      "Officer", change_officer);
  add("POST", "/v1/officers/{name}/tokens", "issue_officer_token", "Issues an officer's API token.",
      "TokenRequest", "IssuedToken", issue_officer_token);
  add("GET", "/v1/accounts", "list_accounts", "All accounts.", "", "AccountList", list_accounts);
  add("POST", "/v1/accounts", "add_account", "Adds an account for a TAXII client or a tool.", "NewAccount",
      "AddedAccount", add_account);
  add("PATCH", "/v1/accounts/{name}", "change_account", "Changes or disables an account.", "AccountChange",
      "Account", change_account);
  add("PUT", "/v1/accounts/{name}/grants", "grant", "Says what an account may do with a collection.", "Grant",
      "Account", grant);
  add("POST", "/v1/accounts/{name}/tokens", "issue_account_token", "Issues an account's API token.",
      "TokenRequest", "IssuedToken", issue_account_token);
  add("DELETE", "/v1/tokens/{id}", "revoke_token",
      "Revokes an API token; one's own or, as administrator, any.", "", "Token", revoke_token);
}

}  // namespace tansiq::wire::api

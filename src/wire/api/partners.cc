// This service's card, its partners, its policy.

#include <boost/json.hpp>

#include "node/acts/add_partner.h"
#include "node/acts/issue_card.h"
#include "node/acts/list_partners.h"
#include "node/acts/set_policy.h"
#include "node/acts/show_card.h"
#include "node/acts/suspend_partner.h"
#include "node/partners/card_file.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"

namespace tansiq::wire::api {
namespace {

using base::fail;

/// The members that every card has, open for more.
ObjectText card_text(const exchange::ServiceId& service, const exchange::Card& card) {
  std::vector<std::string> pins;
  for (const auto& pin : card.tls) pins.push_back(exchange::to_text(pin));
  ObjectText text;
  text.text("service", exchange::to_text(service))
      .text("fingerprint", exchange::fingerprint(service))
      .number("number", card.number)
      .text("name", card.name)
      .text("country", card.country)
      .text("url", card.url)
      .text("issued", base::format_time(card.issued))
      .text("root", exchange::to_text(card.root))
      .raw("keys", list_of(card.keys,
                           [](const exchange::PublicKey& key) {
                             return ObjectText()
                                 .text("id", exchange::key_id_of(key))
                                 .text("key", exchange::to_text(key))
                                 .done();
                           }))
      .raw("revoked", strings(card.revoked))
      .raw("tls", strings(pins));
  return text;
}

std::string partner_text(const node::PartnerShown& partner) {
  ObjectText text;
  text.text("service", exchange::to_text(partner.service))
      .text("label", partner.label)
      .boolean("reader", partner.reader)
      .boolean("suspended", partner.suspended)
      .boolean("held", partner.held)
      .text("added", base::format_time(partner.added))
      .number("sent", partner.sent)
      .number("taken", partner.taken)
      .number("behind", partner.behind)
      .raw("cells", strings(partner.cells));
  if (partner.card) text.raw("card", card_text(partner.service, *partner.card).done());
  return text.done();
}

Result<http::Response> partner_answer(const Result<node::PartnerShown>& partner) {
  if (!partner) return fail(partner);
  return json_answer(partner_text(*partner));
}

std::string own_card_text(const node::acts::OwnCard& own) {
  auto text = card_text(own.service, own.card);
  if (own.signing) text.text("signing", *own.signing);
  return text.text("cards", node::card_file(own.documents)).done();
}

Result<http::Response> show_card(const Context& context, const node::Actor& actor, const Call&) {
  const auto own = node::acts::show_card(context.node, actor);
  if (!own) return fail(own);
  return json_answer(own_card_text(*own));
}

Result<http::Response> issue_card(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto issued =
      node::acts::issue_card(context.node, actor, {text_in(*body, "card"), list_in(*body, "revocations")});
  if (!issued) return fail(issued);
  const auto own = node::acts::show_card(context.node, actor);
  if (!own) return fail(own);
  return json_answer(own_card_text(*own));
}

Result<http::Response> draw_key(const Context& context, const node::Actor& actor, const Call&) {
  const auto key = node::acts::draw_key(context.node, actor);
  if (!key) return fail(key);
  return json_answer(
      ObjectText().text("id", exchange::key_id_of(*key)).text("key", exchange::to_text(*key)).done());
}

Result<http::Response> outbox_ends(const Context& context, const node::Actor& actor, const Call& call) {
  const auto until = Input(call).time("until");
  if (!until) return fail(until);
  const auto ends = node::acts::outbox_ends(context.node, actor, *until);
  if (!ends) return fail(ends);
  return json_answer(ObjectText()
                         .raw("outboxes", list_of(*ends,
                                                  [](const node::acts::OutboxEnd& end) {
                                                    return ObjectText()
                                                        .text("service", exchange::to_text(end.partner))
                                                        .text("label", end.label)
                                                        .number("epoch", end.epoch)
                                                        .number("number", end.number)
                                                        .text("chain", exchange::to_text(end.chain))
                                                        .done();
                                                  }))
                         .done());
}

Result<http::Response> list_partners(const Context& context, const node::Actor& actor, const Call&) {
  const auto partners = node::acts::list_partners(context.node, actor);
  if (!partners) return fail(partners);
  return json_answer(ObjectText().raw("partners", list_of(*partners, partner_text)).done());
}

Result<http::Response> show_partner(const Context& context, const node::Actor& actor, const Call& call) {
  return partner_answer(node::acts::show_partner(context.node, actor, call.at("name")));
}

Result<http::Response> add_partner(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  return partner_answer(node::acts::add_partner(
      context.node, actor,
      {text_in(*body, "cards"), text_in(*body, "fingerprint"), text_in(*body, "label")}));
}

Result<http::Response> suspend_partner(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  return partner_answer(
      node::acts::suspend_partner(context.node, actor, call.at("name"), text_in(*body, "reason")));
}

Result<http::Response> resume_partner(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  return partner_answer(
      node::acts::resume_partner(context.node, actor, call.at("name"), text_in(*body, "reason")));
}

Result<http::Response> policy_answer(const Result<node::acts::PolicyShown>& shown) {
  if (!shown) return fail(shown);
  ObjectText text;
  text.number("version", static_cast<std::uint64_t>(shown->version)).raw("policy", shown->json);
  if (shown->version > 0) text.text("since", base::format_time(shown->since));
  if (!shown->by.empty()) text.text("by", shown->by);
  return json_answer(text.done());
}

Result<http::Response> show_policy(const Context& context, const node::Actor& actor, const Call& call) {
  return policy_answer(node::acts::show_policy(context.node, actor, Input(call).integer("version", 0)));
}

Result<http::Response> set_policy(const Context& context, const node::Actor& actor, const Call& call) {
  if (auto checked = check_media(call); !checked) return fail(checked);
  // The act reads the policy as it came: its own errors name the rule and the member.
  return policy_answer(
      node::acts::set_policy(context.node, actor, call.request.body, Input(call).flag("dry_run")));
}

}  // namespace

void add_partner_routes(const Context& context, std::vector<Route>& routes) {
  const auto add = [&](const char* method, const char* pattern, const char* operation, const char* summary,
                       std::vector<Parameter> parameters, const char* body, const char* schema, Act act) {
    routes.push_back(route_of(context, method, pattern, operation, summary, std::move(parameters), body,
                              schema, std::move(act)));
  };
  add("GET", "/v1/card", "show_card", "This service's card, and the file that a partner adds.", {}, "",
      "Card", show_card);
  add("POST", "/v1/card", "issue_card", "Takes this service's next card into use.", {}, "NextCard", "Card",
      issue_card);
  add("POST", "/v1/card/keys", "draw_key", "Draws a signing key, for a card to name.", {}, "", "CardKey",
      draw_key);
  add("GET", "/v1/card/outboxes", "outbox_ends",
      "How far each outbox went: what a revocation names as still trusted.",
      {{"until", Parameter::In::query, "at this time; else now"}}, "", "OutboxEnds", outbox_ends);
  add("GET", "/v1/partners", "list_partners", "The services that this node trusts.", {}, "", "PartnerList",
      list_partners);
  add("POST", "/v1/partners", "add_partner", "Trusts a service whose fingerprint an officer compared.", {},
      "NewPartner", "Partner", add_partner);
  add("GET", "/v1/partners/{name}", "show_partner", "One partner, by label or id.", {}, "", "Partner",
      show_partner);
  add("POST", "/v1/partners/{name}/suspension", "suspend_partner", "Stops releasing to a partner.", {}, "Why",
      "Partner", suspend_partner);
  add("POST", "/v1/partners/{name}/resumption", "resume_partner",
      "Releases to a suspended partner again; all that it holds is decided anew.", {}, "Why", "Partner",
      resume_partner);
  add("GET", "/v1/policy", "show_policy", "Agreements, red lines and rules in force.",
      {{"version", Parameter::In::query, "an earlier one", "integer"}}, "", "PolicyShown", show_policy);
  add("PUT", "/v1/policy", "set_policy",
      "Puts other rules in force as a whole; all that partners hold is decided anew.",
      {{"dry_run", Parameter::In::query, "only checks them", "boolean"}}, "Policy", "PolicyShown",
      set_policy);
}

}  // namespace tansiq::wire::api

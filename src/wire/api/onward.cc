// Passing on what came from partners: questions and answers.

#include "node/acts/ask_onward.h"
#include "node/acts/permit_onward.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {
namespace {

using base::fail;
using base::Result;
namespace acts = node::acts;

std::string ask_text(const acts::OnwardShown& one) {
  ObjectText text;
  text.text("ask", one.ask.id)
      .text("side", one.ask.side == node::OnwardAsk::Side::ours ? "ours" : "theirs")
      .text("state", node::name_of(one.ask.state))
      .text("partner", one.partner)
      .text("recipient", one.recipient);
  if (!one.id.empty()) text.text("id", one.id).text("version", one.version);
  return text.text("reason", one.ask.reason)
      .text("answer", one.ask.answer)
      .text("by", one.ask.by)
      .text("since", base::format_time(one.ask.since))
      .done();
}

Result<http::Response> ask_onward(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto asked = acts::ask_onward(
      context.node, actor,
      {text_in(*body, "id"), text_in(*body, "originator"), text_in(*body, "to"), text_in(*body, "reason")});
  if (!asked) return fail(asked);
  return json_answer(ask_text(*asked));
}

Result<http::Response> list_onward(const Context& context, const node::Actor& actor, const Call&) {
  const auto asks = acts::list_onward(context.node, actor);
  if (!asks) return fail(asks);
  return json_answer(ObjectText().raw("asks", list_of(*asks, ask_text)).done());
}

Result<http::Response> answer_onward(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto answered = acts::permit_onward(
      context.node, actor, {call.at("ask"), flag_in(*body, "permit"), text_in(*body, "reason")});
  if (!answered) return fail(answered);
  return json_answer(ask_text(*answered));
}

}  // namespace

void add_onward_routes(const Context& context, std::vector<Route>& routes) {
  const auto add = [&](const char* method, const char* pattern, const char* operation, const char* summary,
                       const char* body, const char* schema, Act act) {
    routes.push_back(
        route_of(context, method, pattern, operation, summary, {}, body, schema, std::move(act)));
  };
  add("POST", "/v1/onward", "ask_onward",
      "Asks the originator of a received record whether it may go on to a partner. Takes a purpose.",
      "OnwardWanted", "OnwardAsk", ask_onward);
  add("GET", "/v1/onward", "list_onward",
      "What this node asked originators, and what holders ask of it. Takes a purpose.", "", "OnwardList",
      list_onward);
  add("POST", "/v1/onward/{ask}/answer", "permit_onward",
      "Permits a holder to pass an own record on, or refuses. Takes a purpose.", "OnwardAnswer", "OnwardAsk",
      answer_onward);
}

}  // namespace tansiq::wire::api

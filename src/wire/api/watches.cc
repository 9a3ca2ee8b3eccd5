// Watch rules: who wants to be told of what, and what was found.

#include <array>

#include "node/acts/add_watch.h"
#include "node/acts/confirm_watch.h"
#include "node/acts/list_watches.h"
#include "node/acts/remove_watch.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"
#include "wire/api/render_watches.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {
namespace {

using base::fail;
using base::Fault;
namespace acts = node::acts;

constexpr std::int64_t usual_hits = 10;
constexpr std::size_t most_hits = 1000;

Result<http::Response> add_watch(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  acts::WatchWanted wanted;
  const auto sought = text_in(*body, "sought");
  bool known = false;
  for (const auto one :
       {desk::Sought::name, desk::Sought::document, desk::Sought::place, desk::Sought::record}) {
    if (node::name_of(one) != sought) continue;
    wanted.sought = one;
    known = true;
  }
  if (!known)
    return fail(Fault::invalid, "nothing of this kind is sought", "sought",
                "name, document, place or record");
  wanted.value = text_in(*body, "value");
  const auto expires = base::parse_time(text_in(*body, "expires"));
  if (!expires) return fail(Fault::invalid, "no instant", "expires", "2026-06-01T00:00:00Z");
  wanted.expires = *expires;
  const auto rule = acts::add_watch(context.node, actor, wanted);
  if (!rule) return fail(rule);
  return json_answer(watch_rule_text(*rule));
}

Result<http::Response> confirm_watch(const Context& context, const node::Actor& actor, const Call& call) {
  const auto rule = acts::confirm_watch(context.node, actor, call.at("id"));
  if (!rule) return fail(rule);
  return json_answer(watch_rule_text(*rule));
}

Result<http::Response> remove_watch(const Context& context, const node::Actor& actor, const Call& call) {
  const auto id = call.at("id");
  if (auto gone = acts::remove_watch(context.node, actor, id, Input(call).text("reason")); !gone)
    return fail(gone);
  return json_answer(ObjectText().text("id", id).done());
}

Result<http::Response> list_watches(const Context& context, const node::Actor& actor, const Call& call) {
  const auto limit = Input(call).limit(usual_hits, most_hits);
  if (!limit) return fail(limit);
  const auto watches = acts::list_watches(context.node, actor, *limit);
  if (!watches) return fail(watches);
  return json_answer(ObjectText()
                         .raw("watches", list_of(*watches,
                                                 [](const acts::WatchShown& one) {
                                                   return ObjectText()
                                                       .raw("rule", watch_rule_text(one.rule))
                                                       .boolean("in_force", one.in_force)
                                                       .number("found", one.found)
                                                       .raw("hits", list_of(one.hits, watch_hit_text))
                                                       .done();
                                                 }))
                         .done());
}

}  // namespace

std::string watch_rule_text(const desk::WatchRule& rule) {
  ObjectText text;
  text.text("id", rule.id)
      .text("sought", node::name_of(rule.sought))
      .text("value", rule.value)
      .text("purpose", rule.purpose)
      .text("basis", rule.basis);
  if (!rule.case_id.empty()) text.text("case", rule.case_id);
  text.text("made_by", rule.made_by);
  if (!rule.confirmed_by.empty()) text.text("confirmed_by", rule.confirmed_by);
  return text.text("expires", base::format_time(rule.expires)).done();
}

std::string watch_hit_text(const node::WatchHit& hit) {
  return ObjectText()
      .number("number", hit.number)
      .text("originator", hit.originator)
      .text("id", hit.id)
      .text("version", hit.version)
      .text("pointer", hit.pointer)
      .text("at", base::format_time(hit.at))
      .done();
}

void add_watch_routes(const Context& context, std::vector<Route>& routes) {
  using In = Parameter::In;
  const auto add = [&](const char* method, const char* pattern, const char* operation, const char* summary,
                       std::vector<Parameter> parameters, const char* body, const char* schema, Act act) {
    routes.push_back(route_of(context, method, pattern, operation, summary, std::move(parameters), body,
                              schema, std::move(act)));
  };
  add("GET", "/v1/watches", "list_watches", "Watch rules with what they found. Takes a purpose.",
      {{"limit", In::query, "most of what each found", "integer"}}, "", "WatchList", list_watches);
  add("POST", "/v1/watches", "add_watch",
      "Makes a watch rule on what is received, for the purpose of the act; a second officer puts it in "
      "force.",
      {}, "WatchWanted", "WatchRule", add_watch);
  add("POST", "/v1/watches/{id}/confirmation", "confirm_watch",
      "Stands by another officer's watch rule: it looks at what comes from now on. Takes a purpose.", {}, "",
      "WatchRule", confirm_watch);
  add("DELETE", "/v1/watches/{id}", "remove_watch", "Takes a watch rule away, with what it found.",
      {{"reason", In::query, "a line for the journal"}}, "", "WatchRemoved", remove_watch);
}

}  // namespace tansiq::wire::api

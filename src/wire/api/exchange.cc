// What went to partners and what became of it: outbox, receipts, previews, recalls, faults, what waits for an
// officer.

#include "handling/decide.h"
#include "node/acts/clear_fault.h"
#include "node/acts/confirm_release.h"
#include "node/acts/decide_proposal.h"
#include "node/acts/list_outbox.h"
#include "node/acts/preview.h"
#include "node/acts/recall.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"
#include "wire/api/render_releases.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {
namespace {

using base::fail;

constexpr std::int64_t usual_lines = 100;
constexpr std::size_t most_lines = 1000;

std::string line_text(const node::acts::OutboxLine& line) {
  ObjectText text;
  text.text("partner", line.partner)
      .number("epoch", line.epoch)
      .number("number", line.number)
      .text("kind", exchange::name_of(line.kind));
  if (!line.id.empty()) text.text("id", line.id).text("version", line.version);
  text.text("sent", base::format_time(line.sent)).text("fate", exchange::name_of(line.fate));
  if (!line.reason.empty()) text.text("reason", line.reason);
  return text.boolean("erased", line.erased).number("act", static_cast<std::uint64_t>(line.act)).done();
}

Result<http::Response> lines_answer(const Result<std::vector<node::acts::OutboxLine>>& lines) {
  if (!lines) return fail(lines);
  return json_answer(ObjectText().raw("lines", list_of(*lines, line_text)).done());
}

Result<http::Response> list_outbox(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto limit = input.limit(usual_lines, most_lines);
  if (!limit) return fail(limit);
  const auto after = input.integer("after", 0);
  if (after < 0) return fail(base::Fault::invalid, "a number is not negative", "after");
  return lines_answer(node::acts::list_outbox(
      context.node, actor, {input.text("partner"), static_cast<std::uint64_t>(after), *limit}));
}

Result<http::Response> list_receipts(const Context& context, const node::Actor& actor, const Call& call) {
  return lines_answer(node::acts::list_receipts(context.node, actor, call.at("id")));
}

Result<http::Response> preview(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto seen = node::acts::preview(context.node, actor,
                                        {{call.at("id"), input.text("collection"), input.text("version")},
                                         input.text("as"),
                                         input.text("cell"),
                                         input.list("cut")});
  if (!seen) return fail(seen);
  ObjectText text;
  text.text("id", seen->id).text("version", seen->version).text("partner", seen->partner);
  if (!seen->cell.empty()) text.text("cell", seen->cell);
  text.boolean("released", seen->decision.release)
      .raw("reasons", because(seen->decision.reasons))
      .text("sentence", seen->sentence);
  if (!seen->copy.empty()) text.raw("copy", seen->copy);
  if (!seen->conditions.empty()) text.raw("conditions", seen->conditions);
  if (!seen->holds.empty()) text.text("holds", seen->holds);
  return json_answer(text.done());
}

Result<http::Response> recall(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto deadline = time_in(*body, "deadline");
  if (!deadline) return fail(deadline);
  const auto done = node::acts::recall(context.node, actor,
                                       {text_in(*body, "id"), list_in(*body, "versions"),
                                        text_in(*body, "replacement"), text_in(*body, "reason"), *deadline});
  if (!done) return fail(done);
  std::vector<std::string> holders;
  for (const auto& [number, label] : done->holders) holders.push_back(label);
  return json_answer(ObjectText()
                         .text("id", text_in(*body, "id"))
                         .text("deadline", base::format_time(done->deadline))
                         .number("releases", done->releases)
                         .raw("holders", strings(holders))
                         .done());
}

std::string fault_text(const node::acts::FaultShown& shown) {
  const auto& fault = shown.fault;
  ObjectText text;
  text.text("partner", shown.partner)
      .number("number", static_cast<std::uint64_t>(fault.paper))
      .text("fault", fault.word);
  if (fault.at > 0) text.number("at", fault.at);
  text.text("sentence", fault.sentence)
      .boolean("needs_officer", fault.needs_officer)
      .boolean("stops", fault.stands() && fault.stops_the_inbox())
      .number("count", fault.count)
      .text("first", base::format_time(fault.first))
      .text("last", base::format_time(fault.last));
  if (fault.cleared)
    text.text("cleared", base::format_time(*fault.cleared)).text("cleared_by", fault.cleared_by);
  return text.done();
}

Result<http::Response> list_faults(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto faults =
      node::acts::list_faults(context.node, actor, input.text("partner"), input.flag("cleared"));
  if (!faults) return fail(faults);
  return json_answer(ObjectText().raw("faults", list_of(*faults, fault_text)).done());
}

Result<http::Response> clear_fault(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto cleared = node::acts::clear_fault(context.node, actor, call.at("partner"),
                                               Input(call).integer("number", 0), text_in(*body, "reason"));
  if (!cleared) return fail(cleared);
  return json_answer(fault_text(*cleared));
}

Result<http::Response> list_orders(const Context& context, const node::Actor& actor, const Call&) {
  const auto pending = node::acts::list_pending(context.node, actor);
  if (!pending) return fail(pending);
  return json_answer(ObjectText()
                         .raw("orders", list_of(pending->orders,
                                                [&](const node::PendingOrder& one) {
                                                  std::vector<std::string> partners;
                                                  for (const auto number : one.order.recipients.partners)
                                                    if (const auto found = pending->partners.find(number);
                                                        found != pending->partners.end())
                                                      partners.push_back(found->second);
                                                  return ObjectText()
                                                      .text("order", one.order.order)
                                                      .text("by", one.order.by.by)
                                                      .text("since", base::format_time(one.since))
                                                      .raw("partners", strings(partners))
                                                      .number("records", one.order.records.size())
                                                      .text("reason", one.order.reason)
                                                      .done();
                                                }))
                         .done());
}

Result<http::Response> confirm_order(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto done =
      node::acts::confirm_release(context.node, actor, call.at("order"), text_in(*body, "reason"));
  if (!done) return fail(done);
  return json_answer(released(*done, false));
}

Result<http::Response> drop_order(const Context& context, const node::Actor& actor, const Call& call) {
  const auto dropped =
      node::acts::drop_release(context.node, actor, call.at("order"), Input(call).text("reason"));
  if (!dropped) return fail(dropped);
  return json_answer(ObjectText().text("order", call.at("order")).done());
}

std::string proposal_text(const node::Proposal& proposal, const std::string& partner) {
  return ObjectText()
      .text("action", node::name_of(proposal.action))
      .text("id", proposal.id)
      .text("version", proposal.version)
      .text("partner", partner)
      .text("cause", proposal.cause)
      .text("sentence", proposal.sentence)
      .text("since", base::format_time(proposal.since))
      .done();
}

Result<http::Response> list_proposals(const Context& context, const node::Actor& actor, const Call&) {
  const auto open = node::acts::list_proposals(context.node, actor);
  if (!open) return fail(open);
  return json_answer(ObjectText()
                         .raw("proposals", list_of(open->proposals,
                                                   [&](const node::Proposal& one) {
                                                     const auto found = open->partners.find(one.partner);
                                                     return proposal_text(one, found != open->partners.end()
                                                                                   ? found->second
                                                                                   : std::string());
                                                   }))
                         .done());
}

Result<http::Response> decide_proposal(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto decided = node::acts::decide_proposal(
      context.node, actor,
      {text_in(*body, "id"), text_in(*body, "partner"), flag_in(*body, "accept"), text_in(*body, "reason")});
  if (!decided) return fail(decided);
  ObjectText text;
  text.raw("proposal", proposal_text(decided->proposal, text_in(*body, "partner")))
      .boolean("accepted", flag_in(*body, "accept"))
      .number("recalled", decided->recalled);
  if (decided->released) text.raw("released", released(*decided->released, false));
  return json_answer(text.done());
}

}  // namespace

void add_exchange_routes(const Context& context, std::vector<Route>& routes) {
  const auto add = [&](const char* method, const char* pattern, const char* operation, const char* summary,
                       std::vector<Parameter> parameters, const char* body, const char* schema, Act act) {
    routes.push_back(route_of(context, method, pattern, operation, summary, std::move(parameters), body,
                              schema, std::move(act)));
  };
  using In = Parameter::In;
  add("GET", "/v1/outbox", "list_outbox", "What went to partners, with its fate. Takes a purpose.",
      {{"partner", In::query, "by name or id; else the last of everybody"},
       {"after", In::query, "numbers behind this one", "integer"},
       {"limit", In::query, "lines for each partner, 100 unless told, at most 1000", "integer"}},
      "", "Outbox", list_outbox);
  add("GET", "/v1/records/{id}/receipts", "list_receipts",
      "Who was given what of an object, and what they stated about it. Takes a purpose.", {}, "", "Outbox",
      list_receipts);
  add("GET", "/v1/records/{id}/preview", "preview",
      "What a partner would get of a record, exactly, and why; or why not. Takes a purpose.",
      {{"as", In::query, "the partner, by name or id", "string", true},
       {"cell", In::query, "in which cell, where several are shared"},
       {"cut", In::query, "JSON pointers of what an officer would leave out; a list", "string"},
       {"version", In::query, "else the last"},
       {"collection", In::query, "where more than one holds it"}},
      "", "Previewed", preview);
  add("POST", "/v1/recalls", "recall", "Asks back what was released, from everybody who holds it.", {},
      "RecallOrder", "Recalled", recall);
  add("GET", "/v1/faults", "list_faults", "What is wrong with partners, and what to do.",
      {{"partner", In::query, "only this one's, by name or id"},
       {"cleared", In::query, "also what officers cleared", "boolean"}},
      "", "FaultList", list_faults);
  add("POST", "/v1/faults/{partner}/clearance", "clear_fault",
      "Goes on with a partner, after an officer looked at a fault.",
      {{"number", In::query, "the fault's, of this partner", "integer", true}}, "Why", "PairFault",
      clear_fault);
  add("GET", "/v1/orders", "list_orders", "Releases that wait for a second officer. Takes a purpose.", {}, "",
      "OrderList", list_orders);
  add("POST", "/v1/orders/{order}/confirmation", "confirm_release",
      "Stands by another officer's order, which is then carried out. Takes a purpose.", {}, "Why", "Released",
      confirm_order);
  add("DELETE", "/v1/orders/{order}", "drop_release", "Drops an order that waits. Takes a purpose.",
      {{"reason", In::query, "a line for the journal"}}, "", "OrderDropped", drop_order);
  add("GET", "/v1/proposals", "list_proposals", "What deciding anew left to an officer. Takes a purpose.", {},
      "", "ProposalList", list_proposals);
  add("POST", "/v1/proposals", "decide_proposal",
      "Accepts a proposal, which is then done, or drops it. Takes a purpose.", {}, "ProposalDecision",
      "ProposalDecided", decide_proposal);
}

}  // namespace tansiq::wire::api

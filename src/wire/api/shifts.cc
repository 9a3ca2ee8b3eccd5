// Shifts: who is on duty, and how duty passes on.

#include "node/acts/end_shift.h"
#include "node/acts/hand_over.h"
#include "node/acts/see_shifts.h"
#include "node/acts/start_shift.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {
namespace {

using base::fail;
namespace acts = node::acts;

constexpr std::int64_t usual_duties = 50;
constexpr std::size_t most_duties = 1000;

std::string thread_text(const desk::OpenThread& thread) {
  ObjectText text;
  text.text("id", thread.key.root).text("asker", thread.key.asker).text("status", thread.status);
  if (thread.due) text.text("due", base::format_time(*thread.due));
  if (!thread.note.empty()) text.text("note", thread.note);
  return text.done();
}

std::string_view name_of(desk::ShiftChange::Kind kind) {
  switch (kind) {
    case desk::ShiftChange::Kind::start:
      return "start";
    case desk::ShiftChange::Kind::hand_over:
      return "hand-over";
    case desk::ShiftChange::Kind::end:
      return "end";
  }
  return {};
}

std::string change_text(const desk::ShiftChange& change) {
  ObjectText text;
  text.text("kind", name_of(change.kind)).text("post", change.post).text("at", base::format_time(change.at));
  if (!change.from.empty()) text.text("from", change.from);
  if (!change.to.empty()) text.text("to", change.to);
  if (!change.note.empty()) text.text("note", change.note);
  return text.raw("open", list_of(change.open, thread_text)).done();
}

std::string duty_text(const desk::Duty& duty) {
  ObjectText text;
  text.text("post", duty.post).text("officer", duty.officer).text("from", base::format_time(duty.from));
  if (duty.until) text.text("until", base::format_time(*duty.until));
  return text.done();
}

Result<http::Response> changed(const Result<desk::ShiftChange>& change) {
  if (!change) return fail(change);
  return json_answer(change_text(*change));
}

Result<http::Response> start_shift(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  return changed(acts::start_shift(context.node, actor, {text_in(*body, "post"), text_in(*body, "relieve")}));
}

Result<http::Response> hand_over(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  acts::HandOver wanted{text_in(*body, "post"), text_in(*body, "to"), text_in(*body, "note"), {}};
  if (const auto* notes = body->if_contains("notes")) {
    for (const auto& [root, note] : notes->as_object()) {
      if (!note.is_string()) return fail(base::Fault::invalid, "a note is a text", "notes");
      wanted.notes.emplace(root, note.get_string());
    }
  }
  return changed(acts::hand_over(context.node, actor, wanted));
}

Result<http::Response> end_shift(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  return changed(acts::end_shift(context.node, actor, text_in(*body, "post"), text_in(*body, "note")));
}

Result<http::Response> see_shifts(const Context& context, const node::Actor& actor, const Call& call) {
  const auto limit = Input(call).limit(usual_duties, most_duties);
  if (!limit) return fail(limit);
  const auto shown = acts::see_shifts(context.node, actor, *limit);
  if (!shown) return fail(shown);
  return json_answer(ObjectText()
                         .raw("on_duty", list_of(shown->on_duty, duty_text))
                         .raw("offered", list_of(shown->offered, change_text))
                         .raw("earlier", list_of(shown->earlier, duty_text))
                         .raw("doubtful", list_of(shown->doubtful, change_text))
                         .done());
}

}  // namespace

void add_shift_routes(const Context& context, std::vector<Route>& routes) {
  const auto add = [&](const char* method, const char* pattern, const char* operation, const char* summary,
                       std::vector<Parameter> parameters, const char* body, const char* schema, Act act) {
    routes.push_back(route_of(context, method, pattern, operation, summary, std::move(parameters), body,
                              schema, std::move(act)));
  };
  add("GET", "/v1/shifts", "see_shifts", "Who is and was on duty.",
      {{"limit", Parameter::In::query, "most earlier duties", "integer"}}, "", "Shifts", see_shifts);
  add("POST", "/v1/shifts/start", "start_shift",
      "The officer sits down at a post: takes the hand-over that waits for him, or begins where nobody sits.",
      {}, "ShiftStart", "ShiftChange", start_shift);
  add("POST", "/v1/shifts/handover", "hand_over",
      "The officer on duty hands the post to another, who takes it by starting.", {}, "HandOver",
      "ShiftChange", hand_over);
  add("POST", "/v1/shifts/end", "end_shift", "The officer on duty leaves a post with nobody in his place.",
      {}, "ShiftEnd", "ShiftChange", end_shift);
}

}  // namespace tansiq::wire::api

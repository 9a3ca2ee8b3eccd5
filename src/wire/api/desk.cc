// Warnings, their answers, threads and the duty desk.

#include "node/acts/acknowledge.h"
#include "node/acts/ask_review.h"
#include "node/acts/change_warning.h"
#include "node/acts/prove.h"
#include "node/acts/raise_warning.h"
#include "node/acts/report_outcome.h"
#include "node/acts/see_threads.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"
#include "wire/api/render_watches.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {
namespace {

using base::fail;
namespace acts = node::acts;

constexpr std::int64_t usual_threads = 100;
constexpr std::int64_t usual_entries = 20;
constexpr std::size_t most_threads = 1000;

/// Writes threads as this node's officers read them.
class Words {
 public:
  Words(const acts::ServiceNames& names, desk::Lang lang) : names_(names), lang_(lang) {}

  [[nodiscard]] std::string name(const desk::Service& service) const {
    const auto known = names_.find(service);
    return known == names_.end() ? service : known->second;
  }

  using Clocks = std::map<desk::Service, std::chrono::microseconds>;

  /// `root`: the object that asks; empty where it is not shown, and then no clocks are either.
  [[nodiscard]] std::string thread(const desk::Thread& thread, std::string_view root = {},
                                   const Clocks* clocks = nullptr) const {
    ObjectText text;
    text.text("id", thread.key.root)
        .text("asker", name(thread.key.asker))
        .text("kind", thread.kind->name)
        .text("nature", desk::name_of(thread.nature))
        .text("title", thread.title)
        .text("created", base::format_time(thread.created))
        .text("version", base::format_time(thread.version))
        .text("status", thread.status)
        .text("standing", desk::name_of(thread.standing));
    if (!thread.closed_by.empty()) text.text("closed_by", thread.closed_by);
    if (!thread.successor.empty()) text.text("successor", thread.successor);
    std::vector<std::string> remarks;
    for (const auto remark : thread.remarks) remarks.emplace_back(desk::name_of(remark));
    const auto by_name = [this](const desk::Service& service) { return name(service); };
    const auto lines = desk::lines(thread, lang_, by_name);
    if (clocks != nullptr)
      text.raw("clocks", list_of(*clocks, [this](const auto& one) {
                 return ObjectText()
                     .text("service", name(one.first))
                     .raw("ahead_us", std::to_string(one.second.count()))
                     .done();
               }));
    return text.boolean("partial", thread.partial)
        .raw("parts", list_of(thread.parts, [this](const desk::Part& one) { return part(one); }))
        .raw("owed", list_of(thread.owed, [this](const desk::Owed& one) { return owed(one); }))
        .raw("answers", list_of(thread.answers, [this](const desk::Answer& one) { return answer(one); }))
        .raw("remarks", strings(remarks))
        .raw("lines", strings(lines))
        .raw("root", root.empty() ? "null" : root)
        .done();
  }

  [[nodiscard]] std::string entry(const desk::DeskEntry& entry) const {
    ObjectText text;
    text.text("id", entry.key.root)
        .text("asker", name(entry.key.asker))
        .text("kind", entry.kind->name)
        .text("nature", desk::name_of(entry.nature))
        .text("title", entry.title);
    if (!entry.what.empty()) text.text("what", entry.what);
    text.text("status", entry.status);
    if (entry.due) text.text("due", base::format_time(*entry.due));
    return text.boolean("overdue", entry.overdue)
        .boolean("unread", entry.unread)
        .text("line",
              desk::line(entry, lang_, [this](const desk::Service& service) { return name(service); }))
        .done();
  }

 private:
  [[nodiscard]] std::string part(const desk::Part& part) const {
    ObjectText text;
    text.text("service", name(part.service))
        .text("state", part.state)
        .boolean("late", part.late)
        .boolean("anew", part.anew);
    if (!part.officer.empty()) text.text("officer", part.officer);
    if (part.held) text.text("held", base::format_time(*part.held));
    return text.done();
  }
  [[nodiscard]] std::string owed(const desk::Owed& owed) const {
    ObjectText text;
    text.text("by", name(owed.by)).text("what", owed.what);
    if (owed.due) text.text("due", base::format_time(*owed.due));
    return text.boolean("overdue", owed.overdue).done();
  }
  [[nodiscard]] std::string answer(const desk::Answer& answer) const {
    ObjectText text;
    text.text("id", answer.id)
        .text("type", answer.type)
        .text("version", base::format_time(answer.version))
        .text("by", name(answer.by));
    if (!answer.officer.empty()) text.text("officer", answer.officer);
    text.text("word", answer.word).text("verdict", desk::name_of(answer.verdict));
    if (answer.held) text.text("held", base::format_time(*answer.held));
    if (!answer.text.empty()) text.text("text", answer.text);
    return text.done();
  }

  const acts::ServiceNames& names_;
  desk::Lang lang_;
};

/// An object inside a body, as the text that the acts read; empty where it is not given.
std::string object_in(const boost::json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value == nullptr ? std::string() : boost::json::serialize(*value);
}

Result<http::Response> sent_answer(const Result<node::SentWork>& sent) {
  if (!sent) return fail(sent);
  std::vector<std::string> partners;
  for (const auto& [number, label] : sent->partners) partners.push_back(label);
  return json_answer(
      ObjectText().text("id", sent->id).text("version", sent->version).raw("sent", strings(partners)).done());
}

Result<http::Response> raise_warning(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  acts::WarningWanted wanted{{list_in(*body, "to"), text_in(*body, "cell")}, object_in(*body, "warning")};
  if (const auto grade = text_in(*body, "grade"); !grade.empty()) wanted.handling.grade = grade;
  if (const auto tlp = text_in(*body, "tlp"); !tlp.empty()) wanted.handling.tlp = tlp;
  return sent_answer(acts::raise_warning(context.node, actor, wanted));
}

Result<http::Response> ask_review(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  acts::ReviewWanted wanted{{list_in(*body, "to"), text_in(*body, "cell")}, object_in(*body, "report")};
  if (const auto grade = text_in(*body, "grade"); !grade.empty()) wanted.handling.grade = grade;
  if (const auto tlp = text_in(*body, "tlp"); !tlp.empty()) wanted.handling.tlp = tlp;
  return sent_answer(acts::ask_review(context.node, actor, wanted));
}

Result<http::Response> change_warning(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto next =
      acts::change_warning(context.node, actor,
                           {call.at("id"), object_in(*body, "changes"), flag_in(*body, "cancel"),
                            Input(call).text("if_version"), text_in(*body, "reason")});
  if (!next) return fail(next);
  return json_answer(ObjectText()
                         .text("id", next->record.id)
                         .text("version", next->record.version)
                         .text("previous", next->previous)
                         .number("released", next->anew.released)
                         .number("recalled", next->anew.recalled)
                         .done());
}

Result<http::Response> acknowledge(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  acts::Acknowledging said;
  said.warning = call.at("id");
  said.asker = Input(call).text("asker");
  if (const auto action = text_in(*body, "action"); !action.empty()) said.action = action;
  said.note = text_in(*body, "note");
  said.cell = text_in(*body, "cell");
  return sent_answer(acts::acknowledge(context.node, actor, said));
}

Result<http::Response> report_outcome(const Context& context, const node::Actor& actor, const Call& call) {
  const auto body = body_of(call);
  if (!body) return fail(body);
  return sent_answer(acts::report_outcome(
      context.node, actor,
      {call.at("id"), Input(call).text("asker"), object_in(*body, "outcome"), text_in(*body, "cell")}));
}

Result<http::Response> list_threads(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto limit = input.limit(usual_threads, most_threads);
  if (!limit) return fail(limit);
  acts::ThreadsWanted wanted;
  wanted.limit = *limit;
  const auto standing = input.text("standing");
  if (standing == "all") {
    wanted.closed_too = true;
  } else if (!standing.empty()) {
    for (const auto one : {desk::Standing::open, desk::Standing::overdue, desk::Standing::closed})
      if (desk::name_of(one) == standing) wanted.standing = one;
    if (!wanted.standing)
      return fail(base::Fault::invalid, "there is no such standing", "standing",
                  "open, overdue, closed or all");
  }
  const auto shown = acts::list_threads(context.node, actor, wanted);
  if (!shown) return fail(shown);
  const Words words(shown->names, desk::lang_from(input.text("lang")));
  return json_answer(
      ObjectText()
          .raw("threads", list_of(shown->threads, [&](const desk::Thread& one) { return words.thread(one); }))
          .number("count", shown->count)
          .done());
}

Result<http::Response> show_thread(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto shown = acts::show_thread(context.node, actor, call.at("id"), input.text("asker"));
  if (!shown) return fail(shown);
  const Words words(shown->names, desk::lang_from(input.text("lang")));
  return json_answer(words.thread(shown->thread, shown->root, &shown->clocks));
}

Result<http::Response> show_desk(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto limit = input.limit(usual_entries, most_threads);
  if (!limit) return fail(limit);
  const auto lang = desk::lang_from(input.text("lang"));
  const auto shown = acts::show_desk(context.node, actor, *limit, lang);
  if (!shown) return fail(shown);
  const Words words(shown->names, lang);
  std::vector<std::string> tallies;
  for (std::size_t pile = 0; pile < shown->tallies.size(); ++pile)
    for (std::size_t nature = 0; nature < shown->tallies[pile].size(); ++nature) {
      const auto& tally = shown->tallies[pile][nature];
      if (tally.count == 0) continue;
      ObjectText text;
      text.text("pile", desk::name_of(static_cast<desk::Pile>(pile)))
          .text("nature", desk::name_of(static_cast<desk::Nature>(nature)))
          .number("count", tally.count)
          .number("overdue", tally.overdue)
          .number("unread", tally.unread);
      if (tally.first_due) text.text("first_due", base::format_time(*tally.first_due));
      tallies.push_back(text.done());
    }
  ObjectText text;
  text.raw("summary", strings(shown->summary)).raw("tallies", list_of(tallies, [](const std::string& one) {
                                                     return one;
                                                   }));
  for (std::size_t pile = 0; pile < shown->entries.size(); ++pile)
    text.raw(desk::name_of(static_cast<desk::Pile>(pile)),
             list_of(shown->entries[pile], [&](const desk::DeskEntry& one) { return words.entry(one); }));
  text.raw("watched", list_of(shown->watched, [](const acts::WatchNews& one) {
             return ObjectText()
                 .raw("rule", watch_rule_text(one.rule))
                 .number("count", one.count)
                 .raw("newest", watch_hit_text(one.newest))
                 .done();
           }));
  return json_answer(text.done());
}

Result<http::Response> clear_desk(const Context& context, const node::Actor& actor, const Call&) {
  const auto read = acts::clear_desk(context.node, actor);
  if (!read) return fail(read);
  return json_answer(ObjectText().number("read", *read).done());
}

Result<http::Response> prove(const Context& context, const node::Actor& actor, const Call& call) {
  const auto proven = acts::prove(context.node, actor, call.at("id"), Input(call).text("asker"));
  if (!proven) return fail(proven);
  return json_answer(ObjectText()
                         .text("about", proven->checked.about)
                         .raw("services", list_of(proven->checked.services,
                                                  [](const node::ProofService& one) {
                                                    return ObjectText()
                                                        .text("service", exchange::to_text(one.id))
                                                        .text("name", one.name)
                                                        .text("fingerprint", one.fingerprint)
                                                        .done();
                                                  }))
                         .raw("facts", list_of(proven->checked.facts,
                                               [](const node::ProofFact& one) {
                                                 return ObjectText()
                                                     .text("time", base::format_time(one.time))
                                                     .text("by", one.by)
                                                     .text("sentence", one.sentence)
                                                     .done();
                                               }))
                         .text("bundle", proven->bundle)
                         .done());
}

const Parameter whose = {"asker", Parameter::In::query,
                         "who asks, by name or id; only where several services use the id"};
const Parameter in_language = {"lang", Parameter::In::query, "of the sentences: en, fr, es, ar"};

}  // namespace

void add_desk_routes(const Context& context, std::vector<Route>& routes) {
  using In = Parameter::In;
  const auto add = [&](const char* method, const char* pattern, const char* operation, const char* summary,
                       std::vector<Parameter> parameters, const char* body, const char* schema, Act act) {
    routes.push_back(route_of(context, method, pattern, operation, summary, std::move(parameters), body,
                              schema, std::move(act)));
  };
  add("POST", "/v1/warnings", "raise_warning",
      "Warns partners: files a threat-warning and releases it to all that it is addressed to. Takes a "
      "purpose.",
      {}, "WarningWanted", "SentWork", raise_warning);
  add("PATCH", "/v1/warnings/{id}", "change_warning",
      "Corrects or cancels an own warning; who holds it gets the new version at once.",
      {{"if_version", In::query, "only while this is the last version"}}, "WarningChange", "WarningChanged",
      change_warning);
  add("POST", "/v1/reviews", "ask_review",
      "Asks partners what they held about an attack that nobody warned of. Takes a purpose.", {},
      "ReviewWanted", "SentWork", ask_review);
  add("GET", "/v1/threads", "list_threads", "Warnings with their answers. Takes a purpose.",
      {{"standing", In::query, "open, overdue, closed or all; else what is not closed"},
       {"limit", In::query, "most of them", "integer"},
       in_language},
      "", "ThreadList", list_threads);
  add("GET", "/v1/threads/{id}", "show_thread",
      "One thread; marks it as read by this officer, which acknowledges nothing. Takes a purpose.",
      {whose, in_language}, "", "Thread", show_thread);
  add("POST", "/v1/threads/{id}/acknowledgement", "acknowledge",
      "Says to who warned that a person took it. Takes a purpose.", {whose}, "Acknowledging", "SentWork",
      acknowledge);
  add("POST", "/v1/threads/{id}/outcome", "report_outcome",
      "Says what came of a warning, or in a review what this service held; closes an own warning. Takes a "
      "purpose.",
      {whose}, "OutcomeWanted", "SentWork", report_outcome);
  add("POST", "/v1/threads/{id}/proof", "prove",
      "Makes a proof of who was told what and when, for somebody who has no node. Takes a purpose.", {whose},
      "", "Proof", prove);
  add("GET", "/v1/desk", "show_desk",
      "The officer's own desk, what breaks first before the rest. Takes a purpose.",
      {{"limit", In::query, "most of each pile", "integer"}, in_language}, "", "Desk", show_desk);
  add("POST", "/v1/desk/read", "clear_desk",
      "Notes that the officer knows of all that lies in the pile know. Takes a purpose.", {}, "", "DeskRead",
      clear_desk);
}

}  // namespace tansiq::wire::api

// warn, ack, outcome: what is said to partners about a warning.

#include <fmt/format.h>
#include <memory>

#include "cli/output.h"
#include "cli/shared.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::fail;

struct Said {
  std::string id, asker, cell, title, by, description, instruction, severity, urgency, certainty, grade, tlp;
  std::string method, words, from, until, report_by, expires, lang, if_version, reason, note, result, place;
  std::vector<std::string> to, targets, areas, responses, records, supersedes, measures;
  bool exercise = false, test = false, acting = false, declined = false;
  std::int64_t killed = -1, injured = -1;
};

void put(json::object& object, const char* name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}
void put(json::object& object, const char* name, const std::vector<std::string>& values) {
  if (!values.empty()) object[name] = json::array(values.begin(), values.end());
}
base::Result<> put_instant(json::object& object, const char* name, const std::string& value,
                           const char* option) {
  if (value.empty()) return {};
  const auto time = instant_from(value, option);
  if (!time) return fail(time);
  object[name] = *time;
  return {};
}

/// "KIND", "KIND:NAME" or ":NAME".
json::object target_of(const std::string& text) {
  json::object target;
  const auto colon = text.find(':');
  put(target, "kind", text.substr(0, colon));
  if (colon != std::string::npos) put(target, "name", text.substr(colon + 1));
  return target;
}

/// What the options say of a warning, as docs/records.md names it.
base::Result<json::object> properties_of(const Said& said) {
  json::object warning;
  put(warning, "name", said.title);
  put(warning, "description", said.description);
  put(warning, "instruction", said.instruction);
  put(warning, "severity", said.severity);
  put(warning, "urgency", said.urgency);
  put(warning, "certainty", said.certainty);
  put(warning, "grade", said.grade);
  put(warning, "method", said.method);
  put(warning, "lang", said.lang);
  put(warning, "responses", said.responses);
  put(warning, "object_refs", said.records);
  put(warning, "supersedes_refs", said.supersedes);
  for (const auto& [name, value, option] : {std::tuple{"acknowledge_by", &said.by, "--by"},
                                            {"report_by", &said.report_by, "--report-by"},
                                            {"expires", &said.expires, "--expires"}})
    if (auto done = put_instant(warning, name, *value, option); !done) return fail(done);
  json::object window;
  put(window, "words", said.words);
  if (auto done = put_instant(window, "not_before", said.from, "--from"); !done) return fail(done);
  if (auto done = put_instant(window, "not_after", said.until, "--until"); !done) return fail(done);
  if (!window.empty()) warning["window"] = window;
  json::array targets, areas;
  for (const auto& target : said.targets) targets.emplace_back(target_of(target));
  for (const auto& area : said.areas) areas.emplace_back(json::object{{"name", area}});
  if (!targets.empty()) warning["targets"] = targets;
  if (!areas.empty()) warning["areas"] = areas;
  return warning;
}

void show_sent(const json::object& sent, const char* what) {
  print(fields({{what, text_at(sent, "id")}, {"sent to", harmless(joined(list_at(sent, "sent")))}}));
}

int raise(Context& context, const Said& said) {
  auto warning = properties_of(said);
  if (!warning) return context.report(warning.error());
  if (said.exercise || said.test) (*warning)["status"] = said.exercise ? "exercise" : "test";
  json::object body{{"to", json::array(said.to.begin(), said.to.end())}, {"warning", *warning}};
  put(body, "cell", said.cell);
  put(body, "grade", said.grade);
  put(body, "tlp", said.tlp);
  return finish(context, send_json(context, "POST", "/v1/warnings", body), [&](const json::object& sent) {
    show_sent(sent, said.exercise ? "EXERCISE warning" : said.test ? "TEST warning" : "warning");
    context.note("who has acknowledged it: tansiq thread show " + text_at(sent, "id"));
  });
}

int change(Context& context, const Said& said, bool cancel) {
  if (cancel && !context.confirm(fmt::format(
                    "Cancel {} at everybody who was warned? It cannot be taken back.", said.id))) {
    context.note("nothing was cancelled");
    return failed;
  }
  auto changes = properties_of(said);
  if (!changes) return context.report(changes.error());
  json::object body{{"changes", *changes}, {"cancel", cancel}};
  put(body, "reason", said.reason);
  Query query;
  if (!said.if_version.empty()) query.emplace_back("if_version", said.if_version);
  return finish(context, send_json(context, "PATCH", "/v1/warnings/" + encode(said.id), body, query),
                [&](const json::object& next) {
                  print(fields({{cancel ? "cancelled" : "updated", text_at(next, "id")},
                                {"version", text_at(next, "version")},
                                {"went to", fmt::format("{} partners", number_at(next, "released"))}}));
                });
}

Query asked_by(const Said& said) {
  return said.asker.empty() ? Query{} : Query{{"asker", said.asker}};
}

int acknowledge(Context& context, const Said& said) {
  json::object body{{"action", said.acting ? "acting" : said.declined ? "declined" : "received"}};
  put(body, "note", said.note);
  put(body, "cell", said.cell);
  return finish(
      context,
      send_json(context, "POST", "/v1/threads/" + encode(said.id) + "/acknowledgement", body, asked_by(said)),
      [](const json::object& sent) { show_sent(sent, "acknowledged"); });
}

int report_outcome(Context& context, const Said& said) {
  json::object outcome{{"name", said.title}, {"outcome", said.result}};
  put(outcome, "description", said.description);
  put(outcome, "place", said.place);
  put(outcome, "measures", said.measures);
  put(outcome, "object_refs", said.records);
  if (said.killed >= 0) outcome["killed"] = said.killed;
  if (said.injured >= 0) outcome["injured"] = said.injured;
  json::object body{{"outcome", outcome}};
  put(body, "cell", said.cell);
  return finish(
      context,
      send_json(context, "POST", "/v1/threads/" + encode(said.id) + "/outcome", body, asked_by(said)),
      [](const json::object& sent) { show_sent(sent, "outcome"); });
}

int ask_review(Context& context, const Said& said) {
  json::object report{{"name", said.title}, {"outcome", said.result}};
  put(report, "description", said.description);
  put(report, "place", said.place);
  put(report, "object_refs", said.records);
  if (said.killed >= 0) report["killed"] = said.killed;
  if (said.injured >= 0) report["injured"] = said.injured;
  if (auto done = put_instant(report, "report_by", said.by, "--by"); !done)
    return context.report(done.error());
  if (said.exercise || said.test) report["status"] = said.exercise ? "exercise" : "test";
  json::object body{{"to", json::array(said.to.begin(), said.to.end())}, {"report", report}};
  put(body, "cell", said.cell);
  return finish(context, send_json(context, "POST", "/v1/reviews", body), [&](const json::object& sent) {
    show_sent(sent, said.exercise ? "EXERCISE review" : said.test ? "TEST review" : "review");
    context.note("who has said what it held: tansiq thread show " + text_at(sent, "id"));
  });
}

/// The options that say what a warning is about, for raising and for updating one.
void add_content(CLI::App& command, Said& said) {
  command.add_option("--description", said.description, "What is known, in words");
  command.add_option("--instruction", said.instruction, "What you ask of whoever reads it");
  command.add_option("--respond", said.responses,
                     "monitor, assess, prepare, avoid, shelter, evacuate, execute; repeatable");
  command.add_option("--severity", said.severity, "extreme, severe, moderate, minor, unknown");
  command.add_option("--urgency", said.urgency, "immediate, expected, future, past, unknown");
  command.add_option("--certainty", said.certainty, "observed, likely, possible, unlikely, unknown");
  command
      .add_option("--grade", said.grade,
                  "Admiralty code of source and content; F6 (cannot be judged) if left out")
      ->type_name("A1..F6");
  command.add_option("--target", said.targets, "metro-station, or train:'the late one'; repeatable")
      ->type_name("KIND[:NAME]");
  command.add_option("--area", said.areas, "Where, in words; repeatable");
  command.add_option("--method", said.method, "How");
  command.add_option("--when", said.words, "The window as it came: 'early summer'");
  command.add_option("--from", said.from, "Your reading of the window: not before")->type_name("TIME");
  command.add_option("--until", said.until, "Your reading of the window: not after")->type_name("TIME");
  command.add_option("--record", said.records, "A record that it rests on; repeatable")->type_name("ID");
  command.add_option("--report-by", said.report_by, "By when you ask what came of it")->type_name("TIME");
  command.add_option("--expires", said.expires, "After it the warning is over by itself")->type_name("TIME");
  command.add_option("--lang", said.lang, "Language of the words: fr, ar")->type_name("TAG");
}

}  // namespace

void add_warning(CLI::App& program, Context& context) {
  const auto said = std::make_shared<Said>();
  const auto run = [&context, said](auto work) {
    return [&context, said, work] { return work(context, *said); };
  };
  const auto add = [&context](CLI::App& parent, const char* name, const char* what, auto work) {
    auto* command = parent.add_subcommand(name, what);
    add_common(*command, context);
    command->callback([&context, work] { context.chosen = work; });
    return command;
  };
  const auto id = [said](CLI::App* command) {
    command->add_option("id", said->id, "The warning")->type_name("ID")->required();
    return command;
  };
  const auto answer = [&](CLI::App* command) {
    id(command);
    command->add_option("--asker", said->asker, "Who warned; only where several services use the id")
        ->type_name("PARTNER");
    command->add_option("--cell", said->cell, "In which cell, where you share several");
    return command;
  };

  auto* warn = program.add_subcommand("warn", "Warn partners, and change or cancel a warning");
  warn->require_subcommand(1);
  auto* raising = add(*warn, "raise", "Warn partners; a warning without details is a warning", run(raise));
  raising->add_option("title", said->title, "What it is about, in one line")->required();
  raising->add_option("--to", said->to, "A partner, repeatable; or one cell for all its members")->required();
  raising->add_option("--by", said->by, "By when somebody must acknowledge it: 30m, 2h, or an instant")
      ->type_name("TIME")
      ->required();
  raising->add_option("--cell", said->cell, "In which cell, where you share several");
  raising->add_option("--tlp", said->tlp, "Of its handling: clear, green, amber, amber+strict, red");
  raising->add_option("--supersedes", said->supersedes, "An own warning that it replaces; repeatable")
      ->type_name("ID");
  auto* exercise =
      raising->add_flag("--exercise", said->exercise, "An exercise: marked so on every screen and object");
  raising->add_flag("--test", said->test, "A test of the line")->excludes(exercise);
  add_content(*raising, *said);

  auto* reviewing =
      add(*warn, "review", "An attack that nobody warned of: ask partners what each held", run(ask_review));
  reviewing->add_option("result", said->result, "occurred, prevented, partly-prevented, unknown")->required();
  reviewing->add_option("title", said->title, "What happened, in one line")->required();
  reviewing->add_option("--to", said->to, "A partner, repeatable; or one cell for all its members")
      ->required();
  reviewing->add_option("--by", said->by, "By when you ask them to say it: 2d, or an instant")
      ->type_name("TIME");
  reviewing->add_option("--cell", said->cell, "In which cell, where you share several");
  reviewing->add_option("--description", said->description, "In more words");
  reviewing->add_option("--place", said->place, "Where");
  reviewing->add_option("--killed", said->killed, "How many")->type_name("N");
  reviewing->add_option("--injured", said->injured, "How many")->type_name("N");
  reviewing->add_option("--record", said->records, "A record about it that you show; repeatable")
      ->type_name("ID");
  auto* drill = reviewing->add_flag("--exercise", said->exercise, "An exercise");
  reviewing->add_flag("--test", said->test, "A test of the line")->excludes(drill);

  auto* updating =
      id(add(*warn, "update", "Correct an own warning; who holds it gets the new version at once",
             [&context, said] { return change(context, *said, false); }));
  updating->add_option("--title", said->title, "What it is about, in one line");
  updating->add_option("--by", said->by, "By when somebody must acknowledge it")->type_name("TIME");
  add_content(*updating, *said);
  auto* cancelling = id(add(*warn, "cancel", "Withdraw an own warning",
                            [&context, said] { return change(context, *said, true); }));
  cancelling->add_flag("--yes,-y", context.yes, "Do not ask");
  for (auto* changing : {updating, cancelling}) {
    changing->add_option("--reason", said->reason, "A line for the journal");
    changing->add_option("--if-version", said->if_version, "Only while this is the last version")
        ->type_name("TIME");
  }

  auto* ack = answer(add(program, "ack", "Tell who warned that a person took it", run(acknowledge)));
  auto* acting = ack->add_flag("--acting", said->acting, "Something is being done");
  ack->add_flag("--declined", said->declined, "Nothing will be done here")->excludes(acting);
  ack->add_option("--note", said->note, "A line for who warned");

  auto* outcome = answer(add(
      program, "outcome", "Say what came of a warning, or in a review what you held; closes an own warning",
      run(report_outcome)));
  outcome->add_option("result", said->result, "occurred, prevented, partly-prevented, did-not-occur, unknown")
      ->required();
  outcome->add_option("title", said->title, "What happened, in one line")->required();
  outcome->add_option("--description", said->description, "In more words");
  outcome->add_option("--place", said->place, "Where");
  outcome->add_option("--killed", said->killed, "How many")->type_name("N");
  outcome->add_option("--injured", said->injured, "How many")->type_name("N");
  outcome->add_option("--measure", said->measures, "What the warning led to; repeatable");
  outcome->add_option("--record", said->records, "A record about it; repeatable")->type_name("ID");
}

}  // namespace tansiq::cli

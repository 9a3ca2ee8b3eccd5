// shift: who is on duty, and how duty passes on.

#include "desk/shift.h"

#include <fmt/format.h>
#include <memory>

#include "cli/output.h"
#include "cli/shared.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

struct Given {
  std::string post, relieve, to, note;
  std::vector<std::string> notes;
};

void put(json::object& object, const char* name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

void print_change(const json::object& change) {
  print(fields({{"post", isolate(harmless(text_at(change, "post")))},
                {"at", short_time(text_at(change, "at"))},
                {"goes", isolate(harmless(text_at(change, "from")))},
                {"comes", isolate(harmless(text_at(change, "to")))},
                {"note", isolate(harmless(text_at(change, "note")))}}));
  for (const auto& item : list_at(change, "open")) {
    const auto& thread = item.as_object();
    const auto due = text_at(thread, "due");
    print(fmt::format("  {}  {}{}\n", harmless(text_at(thread, "id")), harmless(text_at(thread, "status")),
                      due.empty() ? "" : "  by " + short_time(due)));
    if (const auto note = text_at(thread, "note"); !note.empty())
      print("      " + isolate(harmless(note)) + "\n");
  }
  if (list_at(change, "open").size() == desk::most_open_threads)
    print("  a hand-over holds no more: there may be others, see tansiq thread list\n");
}

int start(Context& context, const Given& given) {
  json::object body;
  put(body, "post", given.post);
  put(body, "relieve", given.relieve);
  return finish(context, send_json(context, "POST", "/v1/shifts/start", body),
                [&](const json::object& change) {
                  print_change(change);
                  context.note("what waits: tansiq desk");
                });
}

int hand_over(Context& context, const Given& given) {
  json::object body{{"to", given.to}};
  put(body, "post", given.post);
  put(body, "note", given.note);
  json::object notes;
  for (const auto& note : given.notes) {
    const auto equals = note.find('=');
    if (equals == std::string::npos)
      return context.report({base::Fault::invalid, "a note without a thread", "--about", "--about ID=TEXT"});
    notes[note.substr(0, equals)] = note.substr(equals + 1);
  }
  if (!notes.empty()) body["notes"] = notes;
  return finish(context, send_json(context, "POST", "/v1/shifts/handover", body),
                [&](const json::object& change) {
                  print_change(change);
                  context.note(fmt::format(
                      "you are on duty until {} has taken it, within an hour: tansiq shift start", given.to));
                });
}

int end(Context& context, const Given& given) {
  json::object body;
  put(body, "post", given.post);
  put(body, "note", given.note);
  return finish(context, send_json(context, "POST", "/v1/shifts/end", body), [&](const json::object& change) {
    print_change(change);
    context.note("nobody is on duty at this post now");
  });
}

int list(Context& context, const Given&) {
  return finish(context, context.call_json({.path = "/v1/shifts"}), [&](const json::object& answer) {
    Table table({"post", "officer", "from", "until"});
    const auto add = [&](const char* name) {
      for (const auto& item : list_at(answer, name)) {
        const auto& duty = item.as_object();
        const auto until = text_at(duty, "until");
        table.add({isolate(harmless(text_at(duty, "post"))), isolate(harmless(text_at(duty, "officer"))),
                   short_time(text_at(duty, "from")), until.empty() ? "on duty" : short_time(until)});
      }
    };
    add("on_duty");
    add("earlier");
    print(table.empty() ? "nobody is or was on duty\n" : table.text(terminal_width()));
    for (const auto& item : list_at(answer, "offered")) {
      print("\nhanded over, and not taken yet:\n");
      print_change(item.as_object());
    }
  });
}

}  // namespace

void add_shift(CLI::App& program, Context& context) {
  const auto given = std::make_shared<Given>();
  auto* shift = program.add_subcommand("shift", "Who is on duty, and how duty passes on");
  shift->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, auto work) {
    auto* command = shift->add_subcommand(name, what);
    add_common(*command, context, false);
    command->callback([&context, given, work] {
      context.chosen = [&context, given, work] { return work(context, *given); };
    });
    return command;
  };
  const auto post = [&](CLI::App* command) {
    command->add_option("--post", given->post, "Where; the duty desk where not given")->type_name("POST");
    return command;
  };
  const auto note = [&](CLI::App* command) {
    command->add_option("--note", given->note, "What who comes should know")->type_name("TEXT");
    return command;
  };
  post(add("start", "Sit down: take the hand-over that waits for you, or begin where nobody sits", start))
      ->add_option("--relieve", given->relieve, "Why the officer on duty cannot hand over")
      ->type_name("REASON");
  auto* over = note(post(add("handover", "Hand over to the next officer, with all that is open", hand_over)));
  over->add_option("--to", given->to, "The officer who comes")->type_name("OFFICER")->required();
  over->add_option("--about", given->notes, "A note on an open thread; repeatable")->type_name("ID=TEXT");
  note(post(add("end", "Leave the post with nobody in your place", end)));
  add("list", "Who is and was on duty", list);
}

}  // namespace tansiq::cli

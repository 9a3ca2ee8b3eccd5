// onward: passing on what came from a partner, with its originator's permission.

#include <fmt/format.h>
#include <memory>

#include "cli/output.h"
#include "cli/shared.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

struct Given {
  std::string id, to, originator, ask, reason;
};

/// One question in a line or two.
void print_ask(const json::object& ask) {
  const bool ours = text_at(ask, "side") == "ours";
  const auto partner = isolate(harmless(text_at(ask, "partner")));
  const auto recipient = isolate(harmless(text_at(ask, "recipient")));
  const auto record = text_at(ask, "id");
  const auto what = record.empty() ? std::string("a record that is gone") : harmless(record);
  print(fmt::format("{}  {:9}  {}  {}\n", text_at(ask, "ask"), text_at(ask, "state"),
                    short_time(text_at(ask, "since")),
                    ours ? fmt::format("we asked {}: may {} go on to {}?", partner, what, recipient)
                         : fmt::format("{} asks: may {} go on to {}?", partner, what, recipient)));
  if (!text_at(ask, "reason").empty())
    print("      because: " + isolate(harmless(text_at(ask, "reason"))) + "\n");
  if (!text_at(ask, "answer").empty())
    print("      refused: " + isolate(harmless(text_at(ask, "answer"))) + "\n");
}

int ask(Context& context, const Given& given) {
  json::object body{{"id", given.id}, {"to", given.to}, {"reason", given.reason}};
  if (!given.originator.empty()) body["originator"] = given.originator;
  return finish(context, send_json(context, "POST", "/v1/onward", body), [&](const json::object& asked) {
    print_ask(asked);
    context.note(text_at(asked, "state") == "permitted"
                     ? fmt::format("it may go: tansiq release {} --to {}", given.id, given.to)
                     : std::string("the originator's officer decides: tansiq onward list"));
  });
}

int list(Context& context, const Given&) {
  return finish(context, context.call_json({.path = "/v1/onward"}), [&](const json::object& answer) {
    const auto& asks = list_at(answer, "asks");
    if (asks.empty()) print("nobody asked to pass anything on\n");
    bool waits = false;
    for (const auto& item : asks) {
      print_ask(item.as_object());
      waits = waits || (text_at(item.as_object(), "side") == "theirs" &&
                        text_at(item.as_object(), "state") == "waiting");
    }
    if (waits) context.note("tansiq onward permit ASK, or tansiq onward refuse ASK --reason ...");
  });
}

int answer(Context& context, const Given& given, bool permit) {
  json::object body{{"permit", permit}};
  if (!permit) body["reason"] = given.reason;
  return finish(context, send_json(context, "POST", "/v1/onward/" + encode(given.ask) + "/answer", body),
                print_ask);
}

int permit(Context& context, const Given& given) {
  return answer(context, given, true);
}

int refuse(Context& context, const Given& given) {
  return answer(context, given, false);
}

}  // namespace

void add_onward(CLI::App& program, Context& context) {
  const auto given = std::make_shared<Given>();
  auto* onward = program.add_subcommand("onward", "Passing a partner's record on to a further service");
  onward->require_subcommand(1);
  const auto add_one = [&](const char* name, const char* what, auto work) {
    auto* command = onward->add_subcommand(name, what);
    add_common(*command, context);
    command->callback([&context, given, work] {
      context.chosen = [&context, given, work] { return work(context, *given); };
    });
    return command;
  };
  auto* asking = add_one("ask", "Ask its originator whether a received record may go on", ask);
  asking->add_option("id", given->id, "The record")->type_name("ID")->required();
  asking->add_option("--to", given->to, "The partner that is to get it, by name or id")
      ->type_name("PARTNER")
      ->required();
  asking->add_option("--originator", given->originator, "Whose record, where several sent one of this id")
      ->type_name("PARTNER");
  asking->add_option("--reason", given->reason, "The originator's people read it")->type_name("TEXT");
  add_one("list", "What we asked, and what partners ask of us", list);
  add_one("permit", "Let the holder pass it on, as it is, to this one service", permit)
      ->add_option("ask", given->ask, "The question's id")
      ->type_name("ASK")
      ->required();
  auto* refusing = add_one("refuse", "Do not let it", refuse);
  refusing->add_option("ask", given->ask, "The question's id")->type_name("ASK")->required();
  refusing->add_option("--reason", given->reason, "The holder's people read it")->type_name("TEXT");
}

}  // namespace tansiq::cli

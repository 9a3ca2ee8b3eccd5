// watch: rules that tell when something appears in what is received.

#include <fmt/format.h>
#include <memory>

#include "cli/output.h"
#include "cli/shared.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

struct Given {
  std::string name, document, place, record, until, id, reason;
};

void print_rule(const json::object& rule) {
  const auto confirmed = text_at(rule, "confirmed_by");
  print(fields({{"rule", text_at(rule, "id")},
                {text_at(rule, "sought").c_str(), isolate(harmless(text_at(rule, "value")))},
                {"purpose", isolate(harmless(text_at(rule, "purpose")))},
                {"basis", isolate(harmless(text_at(rule, "basis")))},
                {"made by", isolate(harmless(text_at(rule, "made_by")))},
                {"confirmed by", confirmed.empty() ? "nobody yet" : isolate(harmless(confirmed))},
                {"until", short_time(text_at(rule, "expires"))}}));
}

int add(Context& context, const Given& given) {
  json::object body;
  for (const auto& [sought, value] : {std::pair{"name", &given.name},
                                      {"document", &given.document},
                                      {"place", &given.place},
                                      {"record", &given.record}}) {
    if (value->empty()) continue;
    if (body.contains("sought"))
      return context.report({base::Fault::invalid, "a rule seeks one thing", sought, "make two rules"});
    body["sought"] = sought;
    body["value"] = *value;
  }
  if (body.empty())
    return context.report(
        {base::Fault::invalid, "nothing is sought", "watch add", "--name, --document, --place or --record"});
  const auto expires = instant_from(given.until, "--until");
  if (!expires) return context.report(expires.error());
  body["expires"] = *expires;
  return finish(context, send_json(context, "POST", "/v1/watches", body), [&](const json::object& rule) {
    print_rule(rule);
    context.note("another officer puts it in force: tansiq watch confirm " + text_at(rule, "id"));
  });
}

int confirm(Context& context, const Given& given) {
  return finish(context, send_json(context, "POST", "/v1/watches/" + encode(given.id) + "/confirmation", {}),
                print_rule);
}

int remove(Context& context, const Given& given) {
  Query query;
  if (!given.reason.empty()) query.emplace_back("reason", given.reason);
  return finish(
      context,
      context.call_json({.method = "DELETE", .path = "/v1/watches/" + encode(given.id), .query = query}),
      [](const json::object& gone) { print("gone: " + text_at(gone, "id") + "\n"); });
}

int list(Context& context, const Given&) {
  return finish(context, context.call_json({.path = "/v1/watches"}), [](const json::object& answer) {
    const auto& watches = list_at(answer, "watches");
    if (watches.empty()) print("no watch rules\n");
    for (const auto& item : watches) {
      const auto& watch = item.as_object();
      print_rule(object_at(watch, "rule"));
      print(fields({{"state", flag_at(watch, "in_force") ? "in force" : "not in force"},
                    {"found", grouped(number_at(watch, "found"))}}));
      for (const auto& each : list_at(watch, "hits")) {
        const auto& hit = each.as_object();
        print(fmt::format("    {}  {}  {}  {}\n", short_time(text_at(hit, "at")),
                          isolate(harmless(text_at(hit, "originator"))), harmless(text_at(hit, "id")),
                          harmless(text_at(hit, "pointer"))));
      }
      print("\n");
    }
  });
}

}  // namespace

void add_watch(CLI::App& program, Context& context) {
  const auto given = std::make_shared<Given>();
  auto* watch = program.add_subcommand("watch", "Rules that tell when something appears in what is received");
  watch->require_subcommand(1);
  const auto add_one = [&](const char* name, const char* what, auto work) {
    auto* command = watch->add_subcommand(name, what);
    add_common(*command, context);
    command->callback([&context, given, work] {
      context.chosen = [&context, given, work] { return work(context, *given); };
    });
    return command;
  };
  auto* adding = add_one("add", "Make a rule; a second officer puts it in force", add);
  adding->add_option("--name", given->name, "Of a person or group, in either script")->type_name("NAME");
  adding->add_option("--document", given->document, "Number of a passport, an account, ...")
      ->type_name("NUMBER");
  adding->add_option("--place", given->place, "A word or words of a place")->type_name("WORDS");
  adding->add_option("--record", given->record, "Id of a record, wherever it stands")->type_name("ID");
  adding->add_option("--until", given->until, "When it ends: 30d, or an instant; within 366 days")
      ->type_name("TIME")
      ->required();
  const auto which = [&](CLI::App* command) {
    command->add_option("rule", given->id, "The rule's id")->type_name("RULE")->required();
    return command;
  };
  which(add_one("confirm", "Stand by another officer's rule", confirm));
  which(add_one("remove", "Take a rule away, with what it found", remove))
      ->add_option("--reason", given->reason, "A line for the journal")
      ->type_name("TEXT");
  add_one("list", "Rules with what they found", list);
}

}  // namespace tansiq::cli

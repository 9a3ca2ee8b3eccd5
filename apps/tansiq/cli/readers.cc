// reader, submission: partners without a node, and what they handed in.

#include <fmt/format.h>
#include <memory>

#include "cli/output.h"
#include "cli/shared.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

struct Given {
  std::string name, country, purpose, basis, case_id, expires, password, reason, id, collection;
  std::vector<std::string> ids;
  Profile profile;
};

void put(json::object& object, const char* name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

void show_reader(const json::object& reader) {
  print(fields({{"reader", isolate(harmless(text_at(reader, "name")))},
                {"country", text_at(reader, "country")},
                {"collection", text_at(reader, "collection")},
                {"purpose", isolate(harmless(text_at(reader, "purpose")))},
                {"basis", isolate(harmless(text_at(reader, "basis")))},
                {"expires", short_time(text_at(reader, "expires"))},
                {"state", flag_at(reader, "disabled") ? "disabled" : "reads"}}));
}

int add_reader(Context& context, const Given& given) {
  json::object body{
      {"name", given.name}, {"country", given.country}, {"purpose", given.purpose}, {"basis", given.basis}};
  put(body, "case", given.case_id);
  put(body, "expires", given.expires);
  put(body, "password", given.password);
  return finish(context, send_json(context, "POST", "/v1/readers", body), [&](const json::object& added) {
    show_reader(object_at(added, "reader"));
    if (const auto password = text_at(added, "password"); !password.empty())
      print(fields({{"password", password}}));
    context.note("the password is shown this once; give it something: tansiq release --to " + given.name +
                 " ...");
  });
}

int list_readers(Context& context) {
  return finish(context, context.call_json({.path = "/v1/readers"}), [](const json::object& answer) {
    Table table({"name", "state", "country", "purpose", "expires", "released"});
    for (const auto& item : list_at(answer, "readers")) {
      const auto& reader = item.as_object();
      table.add({isolate(harmless(text_at(reader, "name"))),
                 flag_at(reader, "disabled") ? "disabled" : "reads", text_at(reader, "country"),
                 isolate(harmless(text_at(reader, "purpose"))), short_time(text_at(reader, "expires")),
                 grouped(number_at(reader, "released"))});
    }
    print(table.empty() ? "no readers\n" : table.text(terminal_width()));
  });
}

int send_change(Context& context, const Given& given, json::object body) {
  put(body, "reason", given.reason);
  return finish(context, send_json(context, "PATCH", "/v1/readers/" + encode(given.name), body), show_reader);
}

int change_reader(Context& context, const Given& given) {
  json::object body;
  put(body, "purpose", given.purpose);
  put(body, "basis", given.basis);
  put(body, "case", given.case_id);
  put(body, "password", given.password);
  if (given.expires == "never")
    body["expires"] = nullptr;
  else
    put(body, "expires", given.expires);
  if (body.empty())
    return context.report({base::Fault::invalid, "nothing would change", given.name,
                           "--purpose with --basis, --expires or --password"});
  return send_change(context, given, std::move(body));
}

int list_submissions(Context& context) {
  return finish(context, context.call_json({.path = "/v1/handed-in"}), [&](const json::object& answer) {
    Table table({"submission", "brought by", "received", "objects", "bytes"});
    for (const auto& item : list_at(answer, "submissions")) {
      const auto& one = item.as_object();
      table.add({text_at(one, "submission"), isolate(harmless(text_at(one, "caller"))),
                 short_time(text_at(one, "received")), grouped(number_at(one, "objects")),
                 as_bytes(number_at(one, "bytes"))});
    }
    print(table.empty() ? "nothing waits\n" : table.text(terminal_width()));
    if (!table.empty()) context.note("look inside: tansiq submission show SUBMISSION");
  });
}

int show_submission(Context& context, const Given& given) {
  return finish(
      context, context.call_json({.path = "/v1/handed-in/" + encode(given.id)}),
      [&](const json::object& answer) {
        for (const auto& item : list_at(answer, "objects")) {
          const auto& one = item.as_object();
          print(fmt::format(
              "{}  {}  {}{}\n", harmless(text_at(one, "id")), text_at(one, "version"), text_at(one, "state"),
              text_at(one, "held_in").empty() ? "" : "  held in " + harmless(text_at(one, "held_in"))));
          if (const auto* object = one.if_contains("object"))
            print("    " + isolate(harmless(json::serialize(*object))) + "\n");
        }
        context.note("tansiq submission adopt " + given.id + ", or drop");
      });
}

int adopt(Context& context, const Given& given) {
  auto session = context.session();
  if (!session) return context.report(session.error());
  auto profile = given.profile;
  complete(profile, session->profile);
  auto query = query_of(profile);
  if (!given.collection.empty()) query.emplace_back("collection", given.collection);
  json::object body;
  if (!given.ids.empty()) body["ids"] = json::array(given.ids.begin(), given.ids.end());
  put(body, "reason", given.reason);
  return finish(context,
                send_json(context, "POST", "/v1/handed-in/" + encode(given.id) + "/adoption", body, query),
                [](const json::object& adopted) {
                  print(fields({{"new", grouped(number_at(adopted, "created"))},
                                {"versions", grouped(number_at(adopted, "versions"))},
                                {"same", grouped(number_at(adopted, "same"))},
                                {"conflicts", grouped(number_at(adopted, "conflicts"))},
                                {"", harmless(joined(list_at(adopted, "conflict_ids")))}}));
                });
}

int drop(Context& context, const Given& given) {
  if (!context.confirm(
          fmt::format("Throw away what was handed in as {}? Nothing brings it back.", given.id))) {
    context.note("nothing was thrown away");
    return failed;
  }
  Query query;
  for (const auto& id : given.ids) query.emplace_back("ids", id);
  if (!given.reason.empty()) query.emplace_back("reason", given.reason);
  return finish(
      context,
      context.call_json({.method = "DELETE", .path = "/v1/handed-in/" + encode(given.id), .query = query}),
      [](const json::object& dropped) {
        print(fmt::format("thrown away: {}\n", number_at(dropped, "dropped")));
      });
}

}  // namespace

void add_readers(CLI::App& program, Context& context) {
  const auto given = std::make_shared<Given>();
  const auto add = [&](CLI::App& parent, const char* name, const char* what, auto work,
                       bool with_purpose = false) {
    auto* command = parent.add_subcommand(name, what);
    add_common(*command, context, with_purpose);
    command->callback([&context, given, work] {
      context.chosen = [&context, given, work] { return work(context, *given); };
    });
    return command;
  };
  const auto reason = [&](CLI::App* command) {
    command->add_option("--reason", given->reason, "A line for the journal")->type_name("TEXT");
    return command;
  };

  auto* reader = program.add_subcommand("reader", "TAXII readers: partners without a node");
  reader->require_subcommand(1);
  const auto named = [&](CLI::App* command) {
    command->add_option("name", given->name, "The reader")->type_name("NAME")->required();
    return command;
  };
  const auto standing = [&](CLI::App* command, bool required) {
    command->add_option("--purpose", given->purpose, "Standing purpose, journaled with every read")
        ->required(required);
    command->add_option("--basis", given->basis, "Its legal basis")->required(required);
    command->add_option("--case", given->case_id, "Its case, where there is one");
    command
        ->add_option("--expires", given->expires,
                     required ? "After it nobody logs in by it" : "The same; or never")
        ->type_name("TIME");
    command->add_option("--password", given->password, "Else one is made")->type_name("TEXT");
  };
  auto* adding =
      named(add(*reader, "add", "Make a partner, an account and a collection of its own; releases nothing",
                add_reader));
  adding->add_option("--country", given->country, "ISO 3166-1 alpha-2: agreements and red lines ask for it")
      ->type_name("CC")
      ->required();
  standing(adding, true);
  add(*reader, "list", "Who reads", [](Context& each, const Given&) { return list_readers(each); });
  auto* changing = reason(named(add(*reader, "change", "Purpose, expiry, password", change_reader)));
  standing(changing, false);
  reason(named(
      add(*reader, "disable", "Give it nothing any more but recalls", [](Context& each, const Given& one) {
        return send_change(each, one, {{"disabled", true}});
      })));
  reason(named(add(*reader, "enable", "Give it again what it may get; all is decided anew",
                   [](Context& each, const Given& one) {
                     return send_change(each, one, {{"disabled", false}});
                   })));

  auto* submission =
      program.add_subcommand("submission", "What callers handed in, until an officer adopts it");
  submission->require_subcommand(1);
  add(
      *submission, "list", "What waits", [](Context& each, const Given&) { return list_submissions(each); },
      true);
  const auto which = [&](CLI::App* command) {
    command->add_option("submission", given->id, "Its id")->type_name("SUBMISSION")->required();
    return command;
  };
  which(add(*submission, "show", "Its objects", show_submission, true));
  auto* adopting = reason(which(add(*submission, "adopt", "File it as third-party records", adopt, true)));
  add_profile(*adopting, given->profile);
  auto* dropping = reason(which(add(*submission, "drop", "Throw it away: the content is overwritten", drop)));
  dropping->add_flag("--yes,-y", context.yes, "Do not ask");
  for (auto* command : {adopting, dropping})
    command->add_option("--id", given->ids, "Only this object; repeatable")->type_name("ID");
}

}  // namespace tansiq::cli

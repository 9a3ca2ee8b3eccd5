// status, whoami, backup: what concerns the running node as a whole.

#include <fmt/format.h>

#include "cli/context.h"
#include "cli/local.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

int status(Context& context) {
  auto answer = context.call_json({.path = "/v1/status"});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  const auto& queue = object_at(*answer, "queue");
  print(fields({{"node", harmless(text_at(*answer, "title"))},
                {"version", harmless(text_at(*answer, "version"))},
                {"time", short_time(text_at(*answer, "time"))},
                {"records", grouped(number_at(*answer, "records"))},
                {"objects", grouped(number_at(*answer, "objects"))},
                {"conflicts", grouped(number_at(*answer, "conflicts"))},
                {"journal", grouped(number_at(*answer, "journal_entries")) + " entries"},
                {"on disk", as_bytes(number_at(*answer, "file_bytes"))},
                {"waiting", fmt::format("{} writes, {}", number_at(queue, "writes"),
                                        as_bytes(number_at(queue, "bytes")))}}));
  return done;
}

int whoami(Context& context) {
  auto answer = context.call_json({.path = "/v1/whoami"});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  std::string collections;
  for (const auto& item : list_at(*answer, "collections")) {
    const auto& each = item.as_object();
    if (!collections.empty()) collections += ", ";
    const auto alias = text_at(each, "alias");
    collections += harmless(alias.empty() ? text_at(each, "id") : alias);
    collections += flag_at(each, "can_write") ? " (read, write)" : " (read)";
  }
  print(fields({{text_at(*answer, "kind"), harmless(text_at(*answer, "name"))},
                {"roles", joined(list_at(*answer, "roles"))},
                {"collections", collections},
                {"purpose", harmless(text_at(*answer, "purpose"))},
                {"basis", harmless(text_at(*answer, "basis"))},
                {"case", harmless(text_at(*answer, "case"))}}));
  return done;
}

int backup(Context& context, const std::string& name) {
  json::object body;
  if (!name.empty()) body["name"] = name;
  auto answer = context.call_json({.method = "POST",
                                   .path = "/v1/backup",
                                   .body = json::serialize(body),
                                   .content_type = "application/json"});
  if (!answer) return context.report(answer.error());
  if (context.json)
    print(json::serialize(*answer) + "\n");
  else
    print(fmt::format("on the node: {} ({})\n", harmless(text_at(*answer, "file")),
                      as_bytes(number_at(*answer, "bytes"))));
  return done;
}

}  // namespace

void add_node(CLI::App& program, Context& context) {
  add_local(program, context);
  auto* stating = program.add_subcommand("status", "How the node does");
  add_common(*stating, context, false);
  stating->callback([&context] { context.chosen = [&context] { return status(context); }; });
  auto* asking = program.add_subcommand("whoami", "Whom the node takes you for, and what you may do");
  add_common(*asking, context, false);
  asking->callback([&context] { context.chosen = [&context] { return whoami(context); }; });
  auto* backing = program.add_subcommand("backup", "Have the running node write a copy of its store");
  const auto name = std::make_shared<std::string>();
  backing->add_option("name", *name, "The copy's file name, in the node's folder of backups")
      ->type_name("NAME");
  add_common(*backing, context, false);
  backing->callback(
      [&context, name] { context.chosen = [&context, name] { return backup(context, *name); }; });
}

}  // namespace tansiq::cli

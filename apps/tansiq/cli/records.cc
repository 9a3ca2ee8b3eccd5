// record list, show, history, conflicts, payload: what reads.

#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

#include "cli/context.h"
#include "cli/duplicates.h"
#include "cli/object_text.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::Fault;

/// What a person calls an object: its name, else its value, pattern, abstract or title.
std::string title_of(const json::object& object) {
  for (const char* name : {"name", "value", "path", "subject", "abstract", "opinion", "definition_type",
                           "pattern", "relationship_type", "content", "summary"})
    if (auto text = text_at(object, name); !text.empty()) return harmless(text);
  return {};
}

std::string version_of(const json::object& record) {
  const auto version = text_at(record, "version");
  return version.empty() ? "-" : version;
}

std::string handling_line(const json::object& handling) {
  std::string line;
  for (const auto& [name, value] : handling) {
    if (!line.empty()) line += ", ";
    line += harmless(std::string(name)) + " " +
            harmless(value.is_string()  ? std::string(value.get_string())
                     : value.is_array() ? joined(value.get_array())
                                        : json::serialize(value));
  }
  return line.empty() ? "none: it can be released to nobody" : line;
}

struct ListOptions {
  std::vector<std::string> types, ids;
  std::string since, version, next;
  std::uint64_t limit = 50;
  bool all = false;
  bool past_review = false;
};

Query list_query(const Context& context, const ListOptions& options, const std::string& next,
                 std::uint64_t limit) {
  Query query{{"collection", context.collection},
              {"added_after", options.since},
              {"version", options.version},
              {"limit", fmt::to_string(limit)},
              {"next", next}};
  if (options.past_review) query.emplace_back("past_review", "true");
  for (const auto& type : options.types) query.emplace_back("type", type);
  for (const auto& id : options.ids) query.emplace_back("id", id);
  return query;
}

int list(Context& context, const ListOptions& options) {
  constexpr std::uint64_t page = 1000;
  Table table({"id", "version", "name"});
  json::array collected;
  std::string next = options.next;
  std::uint64_t seen = 0;
  bool more = true;
  while (more && (options.all || seen < options.limit)) {
    const auto wanted = options.all ? page : std::min(page, options.limit - seen);
    const Call call{.path = "/v1/records", .query = list_query(context, options, next, wanted)};
    if (context.json && !options.all && options.limit <= page) {
      auto answer = context.call(call);  // one page goes out as it came
      if (!answer) return context.report(answer.error());
      print(answer->body + "\n");
      return done;
    }
    auto answer = context.call_json(call);
    if (!answer) return context.report(answer.error());
    for (const auto& item : list_at(*answer, "records")) {
      ++seen;
      if (context.json) {
        collected.push_back(item);
        continue;
      }
      const auto& record = item.as_object();
      table.add({harmless(text_at(record, "id")), version_of(record), title_of(object_at(record, "object"))});
    }
    more = flag_at(*answer, "more");
    next = text_at(*answer, "next");
    if (list_at(*answer, "records").empty()) break;
  }
  if (context.json) {
    json::object out{{"records", std::move(collected)}, {"more", more}};
    if (more) out["next"] = next;
    print(json::serialize(out) + "\n");
    return done;
  }
  print(table.empty() ? "" : table.text(terminal_width()));
  if (table.empty()) context.note("no records match");
  if (more) context.note(fmt::format("more: --all, or --next {}", next));
  return done;
}

Query one(const Context& context, const std::string& version) {
  return {{"collection", context.collection}, {"version", version}};
}

int show(Context& context, const std::string& id, const std::string& version, bool past_review) {
  Call call{.path = "/v1/records/" + encode(id), .query = one(context, version)};
  if (past_review) call.query.emplace_back("past_review", "true");
  if (context.json) {
    auto answer = context.call(call);
    if (!answer) return context.report(answer.error());
    print(answer->body + "\n");
    return done;
  }
  auto answer = context.call_json(call);
  if (!answer) return context.report(answer.error());
  const auto& record = object_at(*answer, "record");
  const auto versions = number_at(*answer, "versions");
  const auto conflicts = number_at(*answer, "conflicts");
  print(isolate(title_of(object_at(record, "object"))) + "\n\n");
  print(text_of_object(object_at(record, "object")));
  print("\n" +
        fields({{"collection", harmless(text_at(record, "collection"))},
                {"added",
                 short_time(text_at(record, "added")) + fmt::format(", by act {}", number_at(record, "act"))},
                {"versions", grouped(versions)},
                {"conflicts", conflicts == 0 ? "" : grouped(conflicts) + ": tansiq record conflicts " + id},
                {"same person as", same_person_line(*answer)},
                {"handling", handling_line(object_at(*answer, "handling"))}}));
  return done;
}

int history(Context& context, const std::string& id) {
  auto answer =
      context.call_json({.path = "/v1/records/" + encode(id) + "/history", .query = one(context, "")});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  Table versions({"version", "added", "act", "handling"});
  for (const auto& item : list_at(*answer, "versions")) {
    const auto& record = object_at(item.as_object(), "record");
    std::string handling = "none";
    if (const auto& changes = list_at(item.as_object(), "handling"); !changes.empty())
      handling = handling_line(object_at(changes.back().as_object(), "handling"));
    versions.add({version_of(record), short_time(text_at(record, "added")),
                  fmt::to_string(number_at(record, "act")), handling});
  }
  print(versions.text(terminal_width()));
  if (const auto& conflicts = list_at(*answer, "conflicts"); !conflicts.empty()) {
    Table table({"conflicting version", "received", "act"});
    for (const auto& item : conflicts) {
      const auto& conflict = item.as_object();
      table.add({version_of(conflict), short_time(text_at(conflict, "received")),
                 fmt::to_string(number_at(conflict, "act"))});
    }
    print("\n" + table.text(terminal_width()));
  }
  if (const auto& acts = list_at(*answer, "acts"); !acts.empty()) {
    Table table({"act", "time", "by", "what", "detail"});
    for (const auto& item : acts) {
      const auto& entry = item.as_object();
      table.add({fmt::to_string(number_at(entry, "number")), short_time(text_at(entry, "time")),
                 harmless(text_at(entry, "actor")), harmless(text_at(entry, "act")),
                 harmless(text_at(entry, "detail"))});
    }
    print("\n" + table.text(terminal_width()));
  }
  return done;
}

int conflicts(Context& context, const std::string& id) {
  auto answer =
      context.call_json({.path = "/v1/conflicts", .query = {{"collection", context.collection}, {"id", id}}});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  Table table({"id", "version", "received", "act", "name"});
  for (const auto& item : list_at(*answer, "conflicts")) {
    const auto& conflict = item.as_object();
    table.add({harmless(text_at(conflict, "id")), version_of(conflict),
               short_time(text_at(conflict, "received")), fmt::to_string(number_at(conflict, "act")),
               title_of(object_at(conflict, "object"))});
  }
  if (table.empty())
    context.note("no conflicts");
  else
    print(table.text(terminal_width()));
  return done;
}

int payload(Context& context, const std::string& id, const std::string& file) {
  if (file.empty() && isatty(STDOUT_FILENO) != 0)
    return context.report({Fault::invalid, "a payload may hold anything and is not shown on a terminal", "",
                           "--output FILE, or redirect it"});
  auto answer = context.call({.path = "/v1/records/" + encode(id) + "/payload", .query = one(context, "")});
  if (!answer) return context.report(answer.error());
  if (file.empty() || file == "-") {
    print(answer->body);
    return done;
  }
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << answer->body;
  out.close();
  if (!out) return context.report({Fault::internal, "cannot be written", file, ""});
  context.note(
      fmt::format("{}: {}, {}", file, as_bytes(answer->body.size()), answer->field("tansiq-media-type")));
  return done;
}

}  // namespace

void add_record(CLI::App& program, Context& context) {
  auto* record = program.add_subcommand("record", "Look at records and change them");
  record->require_subcommand(1);

  auto* listing = record->add_subcommand("list", "List records, oldest addition first");
  const auto options = std::make_shared<ListOptions>();
  listing->add_option("--type,-t", options->types, "Only these types")->type_name("TYPE")->delimiter(',');
  listing->add_option("--id", options->ids, "Only these ids")->type_name("ID")->delimiter(',');
  listing->add_option("--since", options->since, "Added after this time")->type_name("TIME");
  listing->add_option("--version", options->version, "last, first, all, or one version's time")
      ->type_name("VERSION");
  listing->add_option("--limit,-n", options->limit, "At most so many")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  listing->add_option("--next", options->next, "Go on where an earlier list ended")->type_name("CURSOR");
  listing->add_flag("--all", options->all, "Everything that matches");
  listing->add_flag(
      "--past-review", options->past_review,
      "Only what is past its review date: renew it (record handling ID --review DATE) or erase it");
  add_common(*listing, context);
  listing->callback(
      [&context, options] { context.chosen = [&context, options] { return list(context, *options); }; });

  struct One {
    std::string id, version, file;
    bool past_review = false;
  };
  const auto add_one = [&](const char* name, const char* what, bool required, auto work) {
    auto* command = record->add_subcommand(name, what);
    const auto given = std::make_shared<One>();
    command->add_option("id", given->id, "The record's STIX id")->type_name("ID")->required(required);
    if (std::string_view(name) == "show") {
      command->add_option("--version", given->version, "Another version than the last: its time")
          ->type_name("VERSION");
      command->add_flag("--past-review", given->past_review, "Also where its review date has passed");
    }
    if (std::string_view(name) == "payload")
      command->add_option("--output,-o", given->file, "Write to this file")->type_name("FILE");
    add_common(*command, context);
    command->callback([&context, given, work] {
      context.chosen = [&context, given, work] { return work(context, *given); };
    });
  };
  add_one("show", "Show one record with its handling", true,
          [](Context& c, const One& given) { return show(c, given.id, given.version, given.past_review); });
  add_one("history", "Every version of a record, and every act that changed it", true,
          [](Context& c, const One& given) { return history(c, given.id); });
  add_one("conflicts", "What came with the same id and version as a record but other content", false,
          [](Context& c, const One& given) { return conflicts(c, given.id); });
  add_one("payload", "The exact bytes of an artifact, or of a report's artifact", true,
          [](Context& c, const One& given) { return payload(c, given.id, given.file); });
  add_record_changes(*record, context);
}

}  // namespace tansiq::cli

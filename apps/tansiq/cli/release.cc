// release: sending records to partners.

#include "cli/release.h"

#include <fmt/format.h>
#include <map>
#include <memory>

#include "cli/context.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

/// More withheld records are counted; --json lists them.
constexpr std::size_t most_lines_shown = 20;

struct ReleaseOptions {
  std::vector<std::string> ids, types, to, cut;
  std::vector<std::int64_t> imports;
  std::string version, after, cell, reason;
  bool all = false;
  bool dry_run = false;
};

json::array array_of(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

void put(json::object& body, std::string_view name, const std::string& value) {
  if (!value.empty()) body[name] = value;
}

json::object order_of(const Context& context, const ReleaseOptions& options) {
  json::object body;
  if (!options.ids.empty()) body["ids"] = array_of(options.ids);
  if (!options.types.empty()) body["types"] = array_of(options.types);
  if (!options.imports.empty()) body["imports"] = json::array(options.imports.begin(), options.imports.end());
  if (!options.cut.empty()) body["cut"] = array_of(options.cut);
  if (options.all) body["all"] = true;
  if (options.dry_run) body["dry_run"] = true;
  put(body, "version", options.version);
  put(body, "added_after", options.after);
  put(body, "collection", context.collection);
  put(body, "cell", options.cell);
  put(body, "reason", options.reason);
  body["to"] = array_of(options.to);
  return body;
}

int release(Context& context, const ReleaseOptions& options) {
  const auto body = json::serialize(order_of(context, options));
  const auto answer = context.call_json(
      {.method = "POST", .path = "/v1/releases", .body = body, .content_type = "application/json"});
  if (!answer) return context.report(answer.error());
  print_released(context, *answer);
  return done;
}

}  // namespace

void print_released(const Context& context, const json::object& answer) {
  if (context.json) return print(json::serialize(answer) + "\n");
  if (flag_at(answer, "dry_run")) print("dry run: nothing was released\n");
  const auto count = [&](std::string_view name) {
    const auto number = number_at(answer, name);
    return number == 0 ? std::string() : grouped(number);
  };
  print(fields({{"order", text_at(answer, "order")},
                {"in cell", harmless(text_at(answer, "cell"))},
                {"for", harmless(joined(list_at(answer, "partners")))},
                {"records", grouped(number_at(answer, "records"))},
                {"released", grouped(number_at(answer, "released"))},
                {"held already", count("held")},
                {"waiting", count("waiting")},
                {"withheld", count("withheld")}}));
  // What stays for one and the same reason is said once, with the first of the records.
  std::map<std::string, std::pair<std::string, std::size_t>> kept;
  for (const auto& item : list_at(answer, "outcomes")) {
    const auto& outcome = item.as_object();
    const auto kind = text_at(outcome, "outcome");
    if (kind != "withheld" && kind != "waiting") continue;
    auto& [first, times] = kept[harmless(text_at(outcome, "sentence"))];
    if (times++ == 0) first = text_at(outcome, "id");
  }
  std::size_t lines = 0;
  for (const auto& [sentence, what] : kept) {
    if (lines++ == most_lines_shown) {
      print(fmt::format("... and for {} other reasons; --json lists them\n", kept.size() - most_lines_shown));
      break;
    }
    print(fmt::format("{}\n      {}{}\n", sentence, what.first,
                      what.second == 1 ? "" : fmt::format(" and {} more", grouped(what.second - 1))));
  }
  if (number_at(answer, "waiting") > 0)
    context.note("A second officer confirms it: tansiq order confirm " + text_at(answer, "order"));
}

void add_release(CLI::App& program, Context& context) {
  auto* command =
      program.add_subcommand("release", "Release records to partners, as far as the rules let them go");
  const auto options = std::make_shared<ReleaseOptions>();
  command->add_option("ID", options->ids, "Records; or a query by the options below");
  command
      ->add_option("--to", options->to,
                   "A partner, by name or id, may be repeated; or a cell, for its members")
      ->type_name("PARTNER|CELL")
      ->allow_extra_args(false);
  command->add_option("--cell", options->cell, "In which cell, where the partners share several");
  command->add_flag("--all", options->all, "Every own record of the collection");
  command->add_option("--type", options->types, "Own records of this type; may be repeated")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--after", options->after, "Own records filed later than this")->type_name("TIME");
  command->add_option("--import", options->imports, "Own records filed by this entry of the journal")
      ->type_name("NUMBER")
      ->allow_extra_args(false);
  command->add_option("--version", options->version, "Of the only ID: this version and not the last")
      ->type_name("TIME");
  command->add_option("--cut", options->cut, "Leave this property out: a JSON pointer; may be repeated")
      ->type_name("POINTER")
      ->allow_extra_args(false);
  command->add_option("--reason", options->reason, "A line for the journal");
  command->add_flag("--dry-run", options->dry_run, "Say what would be released, and send nothing");
  add_common(*command, context);
  command->footer(
      "Each record is decided about for each partner; why it stays is said. What a partner holds is not sent "
      "again,\n"
      "so an order that broke off is simply repeated.");
  command->callback(
      [&context, options] { context.chosen = [&context, options] { return release(context, *options); }; });
}

}  // namespace tansiq::cli

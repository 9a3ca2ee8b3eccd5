// policy show, set, check: agreements, red lines and rules.

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/shared.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t most_policy_bytes = std::size_t{8} << 20;

/// JSON over several lines, for a file that people edit.
void indent(std::string& out, const json::value& value, std::size_t depth) {
  const std::string space(2 * depth + 2, ' ');
  if (value.is_object() && !value.get_object().empty()) {
    out += "{";
    bool first = true;
    for (const auto& member : value.get_object()) {
      out += (first ? "\n" : ",\n") + space + json::serialize(json::string(member.key())) + ": ";
      first = false;
      indent(out, member.value(), depth + 1);
    }
    out += "\n" + std::string(2 * depth, ' ') + "}";
  } else if (value.is_array() && !value.get_array().empty() && !value.get_array()[0].is_primitive()) {
    out += "[";
    bool first = true;
    for (const auto& item : value.get_array()) {
      out += (first ? "\n" : ",\n") + space;
      first = false;
      indent(out, item, depth + 1);
    }
    out += "\n" + std::string(2 * depth, ' ') + "]";
  } else {
    out += json::serialize(value);
  }
}

int show(Context& context, std::uint64_t version) {
  const auto shown = context.call_json(
      {.path = "/v1/policy", .query = {{"version", version == 0 ? "" : std::to_string(version)}}});
  return finish(context, shown, [&](const json::object& answer) {
    const auto number = number_at(answer, "version");
    context.note(number == 0
                     ? "No policy was ever set: nothing is released."
                     : fmt::format("version {}, since {}, by {}", number,
                                   short_time(text_at(answer, "since")), harmless(text_at(answer, "by"))));
    std::string text;
    indent(text, answer.at("policy"), 0);
    print(text + "\n");
  });
}

int set(Context& context, const std::string& file, bool only_check) {
  const auto text = read_whole(file, most_policy_bytes);
  if (!text) return context.report(text.error());
  auto answer = context.call_json({.method = "PUT",
                                   .path = "/v1/policy",
                                   .query = {{"dry_run", only_check ? "true" : ""}},
                                   .body = *text,
                                   .content_type = "application/json"});
  if (!answer) {
    auto error = answer.error();
    error.where = error.where.empty() ? file : file + ": " + error.where;
    return context.report(error);
  }
  return finish(context, answer, [&](const json::object& shown) {
    if (only_check) {
      print("nothing is wrong\n");
      return;
    }
    const auto number = number_at(shown, "version");
    print(fmt::format("policy: version {}\n", number));
    context.note("All that partners hold is decided anew.");
    if (number > 1)
      context.note(fmt::format(
          "to take it back: tansiq policy show --version {} >FILE && tansiq policy set FILE", number - 1));
  });
}

}  // namespace

void add_policy(CLI::App& program, Context& context) {
  auto* policy = program.add_subcommand("policy", "What may go where: agreements, red lines, standing rules");
  policy->require_subcommand(1);
  struct Given {
    std::string file;
    std::uint64_t version = 0;
  };
  const auto given = std::make_shared<Given>();
  const auto file = [&](CLI::App* command) {
    command->add_option("file", given->file, "JSON, as `policy show` prints it; - is standard input")
        ->type_name("FILE")
        ->required();
  };
  add_command(*policy, context, "show", "The rules in force",
              [&context, given] { return show(context, given->version); })
      ->add_option("--version", given->version, "Earlier ones")
      ->type_name("N");
  file(add_command(*policy, context, "set", "Put other rules in force, as a whole",
                   [&context, given] { return set(context, given->file, false); }));
  file(add_command(*policy, context, "check", "Only look whether a file is right",
                   [&context, given] { return set(context, given->file, true); }));
}

}  // namespace tansiq::cli

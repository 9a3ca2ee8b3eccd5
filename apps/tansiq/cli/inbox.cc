// What came from partners: inbox, open.

#include <fmt/format.h>
#include <memory>

#include "cli/output.h"
#include "cli/shared.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

struct Given {
  std::string id, partner;
  std::uint64_t after = 0;
  std::size_t limit = 100;
};

std::string state_of(const json::object& line) {
  for (const char* state : {"purged", "opened"})
    if (const auto when = text_at(line, state); !when.empty())
      return fmt::format("{} {}", state, short_time(when));
  const auto refused = harmless(text_at(line, "refused"));
  return refused.empty() ? "held" : "refused: " + refused;
}

int inbox(Context& context, const Given& given) {
  Query query{{"limit", std::to_string(given.limit)}};
  if (!given.partner.empty()) query.emplace_back("partner", given.partner);
  if (given.after > 0) query.emplace_back("after", std::to_string(given.after));
  return finish(
      context, context.call_json({.path = "/v1/inbox", .query = query}), [](const json::object& answer) {
        Table table({"partner", "number", "kind", "id", "version", "received", "state"});
        for (const auto& item : list_at(answer, "lines")) {
          const auto& line = item.as_object();
          table.add({isolate(harmless(text_at(line, "partner"))), std::to_string(number_at(line, "number")),
                     text_at(line, "kind"), harmless(text_at(line, "id")), text_at(line, "version"),
                     short_time(text_at(line, "received")), state_of(line)});
        }
        print(table.empty() ? "nothing came\n" : table.text(terminal_width()));
      });
}

int open(Context& context, const Given& given) {
  return finish(context, send_json(context, "POST", "/v1/records/" + encode(given.id) + "/opening", {}),
                [](const json::object& opened) {
                  if (number_at(opened, "versions") == 0)
                    print("opened before\n");
                  else
                    print(fields({{"told", isolate(harmless(joined(list_at(opened, "partners"))))}}));
                });
}

}  // namespace

void add_inbox(CLI::App& program, Context& context) {
  const auto given = std::make_shared<Given>();
  const auto add = [&](const char* name, const char* what, int (*work)(Context&, const Given&)) {
    auto* command = program.add_subcommand(name, what);
    add_common(*command, context);
    command->callback([&context, given, work] {
      context.chosen = [&context, given, work] { return work(context, *given); };
    });
    return command;
  };
  auto* coming = add("inbox", "What came from partners, and what was stated about it", inbox);
  coming->add_option("partner", given->partner, "By name or id")->type_name("PARTNER");
  coming->add_option("--after", given->after, "Numbers behind this one")->type_name("NUMBER");
  coming->add_option("--limit,-n", given->limit, "Lines for each partner")->check(CLI::Range(1, 1000));
  auto* opening = add("open", "Tell who sent a record that a person has seen it", open);
  opening->add_option("id", given->id, "The record")->type_name("ID")->required();
}

}  // namespace tansiq::cli

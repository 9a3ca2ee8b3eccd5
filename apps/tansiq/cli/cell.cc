// cell create, join, leave, show, list, propose, accept, remove, deputy, vote, confirm.

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/shared.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::fail;
using base::Fault;

struct Given {
  std::string cell, name, stands, proposer, partner;
  std::vector<std::string> members, observers, removed, deputies, purposes, ended;
  std::uint64_t quorum = 0;
  bool coordinate = false, no_deputies = false, take_back = false;
};

/// "ID=TITLE; BASIS" as a purpose of a cell.
base::Result<json::object> purpose_from(const std::string& text) {
  const auto equals = text.find('=');
  const auto semicolon = text.rfind(';');
  if (equals == std::string::npos || semicolon == std::string::npos || semicolon < equals)
    return fail(Fault::invalid, "is no purpose", text,
                "'ID=TITLE; LEGAL BASIS', such as 'customs=Customs; agreement, article 9'");
  const auto trimmed = [](std::string part) {
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    return part;
  };
  return json::object{{"id", trimmed(text.substr(0, equals))},
                      {"title", trimmed(text.substr(equals + 1, semicolon - equals - 1))},
                      {"basis", trimmed(text.substr(semicolon + 1))}};
}

base::Result<json::array> purposes_from(const std::vector<std::string>& texts) {
  json::array purposes;
  for (const auto& text : texts) {
    const auto purpose = purpose_from(text);
    if (!purpose) return fail(purpose);
    purposes.push_back(*purpose);
  }
  return purposes;
}

std::string seats_text(const json::object& cell) {
  Table table({"service", "role", "takes part", "standing rules", "deputy"});
  for (const auto& item : list_at(cell, "seats")) {
    const auto& seat = item.as_object();
    const auto label = text_at(seat, "label");
    table.add(
        {label.empty() ? harmless(text_at(seat, "service")) + " (no partner)" : isolate(harmless(label)),
         text_at(seat, "role"), flag_at(seat, "accepted") ? "yes" : "not yet",
         flag_at(seat, "confirmed") ? "yes" : "-", flag_at(seat, "deputy") ? "yes" : "-"});
  }
  return table.empty() ? std::string() : "\n" + table.text(terminal_width());
}

void show_proposals(const json::object& cell) {
  for (const auto& item : list_at(cell, "proposals")) {
    const auto& proposal = item.as_object();
    print(fmt::format("\n{} proposes version {}, {} votes needed:\n",
                      isolate(harmless(text_at(proposal, "proposer"))), number_at(proposal, "number"),
                      number_at(proposal, "quorum")));
    for (const auto& change : list_at(proposal, "changes"))
      print(fmt::format("  {}\n", harmless(std::string(change.as_string()))));
  }
}

void show_cell(const json::object& cell) {
  print(fields({{"cell", isolate(harmless(text_at(cell, "label")))},
                {"state", text_at(cell, "state") + " as " + text_at(cell, "role")},
                {"version", std::to_string(number_at(cell, "number"))},
                {"coordinator", isolate(harmless(text_at(cell, "coordinator")))},
                {"quorum", number_at(cell, "quorum") == 0 ? "" : std::to_string(number_at(cell, "quorum"))},
                {"contested", joined(list_at(cell, "contested"))},
                {"id", harmless(text_at(cell, "cell"))}}));
  for (const auto& item : list_at(cell, "purposes")) {
    const auto& purpose = item.as_object();
    print(fmt::format("  purpose      {}: {} ({})\n", harmless(text_at(purpose, "id")),
                      isolate(harmless(text_at(purpose, "title"))),
                      isolate(harmless(text_at(purpose, "basis")))));
  }
  print(seats_text(cell));
  show_proposals(cell);
}

/// What can be done next, where something waits for this service.
void hint(const Context& context, const json::object& cell) {
  const auto label = text_at(cell, "label");
  const auto state = text_at(cell, "state");
  if (state == "offered")
    context.note(fmt::format("to take the seat: tansiq cell join '{}'", harmless(label)));
  if (flag_at(cell, "seat_offered"))
    context.note(fmt::format(
        "Another coordinator offers the seat; once you have asked: tansiq cell join '{}'", harmless(label)));
  if (state == "frozen")
    context.note(fmt::format("A deputy decides: tansiq cell propose '{}' --stands HASH [--coordinate]",
                             harmless(label)));
}

int finish_cell(Context& context, const base::Result<json::object>& answer) {
  return finish(context, answer, [&](const json::object& cell) {
    show_cell(cell);
    hint(context, cell);
  });
}

int finish_change(Context& context, const base::Result<json::object>& answer) {
  return finish(context, answer, [&](const json::object& changed) {
    const auto& cell = object_at(changed, "cell");
    show_cell(cell);
    if (flag_at(changed, "waits_for_votes"))
      context.note("Nothing has changed yet: the deputies vote. A further proposal replaces this one.");
  });
}

std::string path_of(const Given& given, const char* behind = "") {
  return fmt::format("/v1/cells/{}{}", encode(given.cell), behind);
}

int create(Context& context, const Given& given) {
  const auto purposes = purposes_from(given.purposes);
  if (!purposes) return context.report(purposes.error());
  return finish_cell(context, send_json(context, "POST", "/v1/cells",
                                        {{"name", given.cell},
                                         {"members", json::value_from(given.members)},
                                         {"observers", json::value_from(given.observers)},
                                         {"deputies", json::value_from(given.deputies)},
                                         {"quorum", given.quorum},
                                         {"purposes", *purposes}}));
}

int change(Context& context, const Given& given) {
  const auto purposes = purposes_from(given.purposes);
  if (!purposes) return context.report(purposes.error());
  json::object body;
  const auto put = [&](const char* name, const std::vector<std::string>& list) {
    if (!list.empty()) body[name] = json::value_from(list);
  };
  put("members", given.members);
  put("observers", given.observers);
  put("removed", given.removed);
  put("ended_purposes", given.ended);
  put("deputies", given.deputies);
  if (given.no_deputies) body["deputies"] = json::array();
  if (given.quorum > 0) body["quorum"] = given.quorum;
  if (!purposes->empty()) body["purposes"] = *purposes;
  if (!given.name.empty()) body["name"] = given.name;
  if (given.coordinate) body["coordinate"] = true;
  if (!given.stands.empty()) body["stands"] = given.stands;
  return finish_change(context, send_json(context, "PATCH", path_of(given), body));
}

int remove(Context& context, const Given& given) {
  if (!context.confirm(
          fmt::format("Take the seat in {} from {}? Members are then asked to recall what it holds.",
                      given.cell, fmt::join(given.removed, ", "))))
    return failed;
  return change(context, given);
}

int vote(Context& context, const Given& given) {
  const auto cell = context.call_json({.path = path_of(given)});
  if (!cell) return context.report(cell.error());
  for (const auto& item : list_at(*cell, "proposals")) {
    const auto& proposal = item.as_object();
    if (text_at(proposal, "proposer") != given.proposer) continue;
    std::string changes;
    for (const auto& change : list_at(proposal, "changes"))
      changes += (changes.empty() ? "" : "; ") + harmless(std::string(change.as_string()));
    if (!context.confirm(fmt::format("Vote for version {} of {}: {}?", number_at(proposal, "number"),
                                     given.cell, changes)))
      return failed;
    return finish_change(
        context, send_json(context, "POST", path_of(given, "/votes"),
                           {{"proposer", given.proposer}, {"proposal", text_at(proposal, "proposal")}}));
  }
  return context.report(
      {Fault::not_found, "proposes nothing", given.proposer, "tansiq cell show says who does"});
}

int leave(Context& context, const Given& given) {
  if (!context.confirm(
          fmt::format("Leave {}? Joining again takes another version of its coordinator.", given.cell)))
    return failed;
  return finish_cell(context, context.call_json({.method = "DELETE", .path = path_of(given, "/acceptance")}));
}

int list(Context& context) {
  return finish(context, context.call_json({.path = "/v1/cells"}), [&](const json::object& answer) {
    Table table({"cell", "state", "role", "coordinator", "version", "services", "waits for votes"});
    for (const auto& item : list_at(answer, "cells")) {
      const auto& cell = item.as_object();
      const auto seats = list_at(cell, "seats").size();
      const auto proposals = list_at(cell, "proposals").size();
      table.add({isolate(harmless(text_at(cell, "label"))), text_at(cell, "state"), text_at(cell, "role"),
                 isolate(harmless(text_at(cell, "coordinator"))), std::to_string(number_at(cell, "number")),
                 seats == 0 ? "-" : std::to_string(seats), proposals == 0 ? "-" : std::to_string(proposals)});
    }
    print(table.empty() ? "no cells\n" : table.text(terminal_width()));
  });
}

void add_list_option(CLI::App* command, const char* name, std::vector<std::string>& into, const char* what,
                     const char* type = "SERVICE") {
  command->add_option(name, into, what)->type_name(type)->delimiter(',');
}

void add_purposes(CLI::App* command, Given& given) {
  // No delimiter: a legal basis has commas.
  command
      ->add_option("--allow", given.purposes,
                   "A purpose for which the services may act: 'ID=TITLE; LEGAL BASIS'")
      ->type_name("PURPOSE");
}

void add_quorum(CLI::App* command, Given& given) {
  command
      ->add_option("--quorum", given.quorum,
                   "How many deputies replace a lost coordinator; else the majority")
      ->type_name("N");
}

}  // namespace

void add_cell(CLI::App& program, Context& context) {
  auto* cell = program.add_subcommand("cell", "Standing groups of services");
  cell->require_subcommand(1);
  const auto given = std::make_shared<Given>();
  const auto command = [&](const char* name, const char* what, int (*work)(Context&, const Given&)) {
    auto* made =
        add_command(*cell, context, name, what, [&context, given, work] { return work(context, *given); });
    made->add_option("cell", given->cell, "The cell, by name or id")->type_name("CELL")->required();
    return made;
  };
  auto* creating = command("create", "Found a cell with this service as its coordinator", create);
  add_list_option(creating, "--member", given->members, "Partners that get a member's seat");
  add_list_option(creating, "--observer", given->observers,
                  "Partners that are only told that something happened");
  add_list_option(creating, "--deputy", given->deputies, "Members that replace a lost coordinator");
  add_quorum(creating, *given);
  add_purposes(creating, *given);
  const auto join = [](Context& c, const Given& g) {
    return finish_cell(c, c.call_json({.method = "PUT", .path = path_of(g, "/acceptance")}));
  };
  command("join", "Accept this service's seat", join);
  command("accept", "Accept the newest version: another role, further purposes", join);
  command("leave", "Give this service's seat up", leave)->add_flag("--yes,-y", context.yes, "Do not ask");
  command("show", "A cell: who has a seat, for which purposes, what is proposed",
          [](Context& c, const Given& g) { return finish_cell(c, c.call_json({.path = path_of(g)})); });
  add_command(*cell, context, "list", "All cells and how this service stands in each",
              [&context] { return list(context); });

  auto* proposing = command("propose", "Sign a cell's next version, or propose it to the deputies", change);
  add_list_option(proposing, "--member", given->members, "Services that get a member's seat");
  add_list_option(proposing, "--observer", given->observers, "Services that get an observer's seat");
  add_list_option(proposing, "--remove", given->removed, "Services that lose their seat");
  add_list_option(proposing, "--deputy", given->deputies, "All deputies from now on");
  proposing->add_flag("--no-deputies", given->no_deputies, "Have no deputies any more");
  add_quorum(proposing, *given);
  add_purposes(proposing, *given);
  add_list_option(proposing, "--end", given->ended, "Purposes that end", "ID");
  proposing->add_option("--rename", given->name, "Another name")->type_name("NAME");
  proposing->add_flag("--coordinate", given->coordinate,
                      "This service, a deputy, takes the coordination over");
  proposing->add_option("--stands", given->stands, "Of a frozen cell: the hash of the version that stands")
      ->type_name("HASH");
  auto* removing = command("remove", "Take a service's seat from it", remove);
  removing->add_option("service", given->removed, "Which services")->type_name("SERVICE")->required();
  removing->add_flag("--yes,-y", context.yes, "Do not ask");
  auto* deputies = command("deputy", "Say who replaces a lost coordinator", [](Context& c, const Given& g) {
    if (!g.deputies.empty() || g.no_deputies) return change(c, g);
    return c.report(
        {Fault::invalid, "names no deputies", g.cell, "all of them from now on, or --no-deputies"});
  });
  deputies->add_option("service", given->deputies, "All deputies from now on")->type_name("SERVICE");
  deputies->add_flag("--no-deputies", given->no_deputies, "Have none any more");
  add_quorum(deputies, *given);
  auto* voting = command("vote", "Vote for what a service proposes, as a deputy", vote);
  voting->add_option("--for", given->proposer, "Who proposes it")->type_name("SERVICE")->required();
  voting->add_flag("--yes,-y", context.yes, "Do not ask");
  auto* confirming =
      command("confirm", "Let standing rules reach a partner in a cell",
              [](Context& c, const Given& g) { return confirm_in_cell(c, g.cell, g.partner, g.take_back); });
  confirming->add_option("partner", given->partner, "The partner")->type_name("PARTNER")->required();
  confirming->add_flag("--take-back", given->take_back, "Let them reach it no longer");
}

}  // namespace tansiq::cli

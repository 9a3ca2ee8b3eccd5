// What went to partners and what became of it: outbox, receipts, preview, recall, fault, order, proposal.

#include <fmt/format.h>
#include <memory>

#include "cli/output.h"
#include "cli/release.h"
#include "cli/shared.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

struct Given {
  std::string id, partner, cell, version, replacement, reason, deadline, order, collection;
  std::vector<std::string> versions, cut;
  std::uint64_t after = 0, number = 0;
  std::size_t limit = 100;
  bool cleared = false;
};

std::string fate_of(const json::object& line) {
  auto fate = text_at(line, "fate");
  const auto reason = harmless(text_at(line, "reason"));
  if (fate == "recalled") return "recalled, until " + short_time(reason);
  return reason.empty() ? fate : fmt::format("{}: {}", fate, reason);
}

void show_lines(const json::object& answer, const char* nothing) {
  Table table({"partner", "number", "kind", "id", "version", "sent", "fate"});
  for (const auto& item : list_at(answer, "lines")) {
    const auto& line = item.as_object();
    table.add({isolate(harmless(text_at(line, "partner"))), std::to_string(number_at(line, "number")),
               text_at(line, "kind"), text_at(line, "id"), text_at(line, "version"),
               short_time(text_at(line, "sent")), fate_of(line)});
  }
  print(table.empty() ? std::string(nothing) : table.text(terminal_width()));
}

int outbox(Context& context, const Given& given) {
  Query query{{"limit", std::to_string(given.limit)}};
  if (!given.partner.empty()) query.emplace_back("partner", given.partner);
  if (given.after > 0) query.emplace_back("after", std::to_string(given.after));
  return finish(context, context.call_json({.path = "/v1/outbox", .query = query}),
                [](const json::object& answer) { show_lines(answer, "nothing went out\n"); });
}

int receipts(Context& context, const Given& given) {
  return finish(context, context.call_json({.path = "/v1/records/" + encode(given.id) + "/receipts"}),
                [](const json::object& answer) { show_lines(answer, "nobody was given any of it\n"); });
}

int preview(Context& context, const Given& given) {
  Query query{{"as", given.partner}};
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) query.emplace_back(name, value);
  };
  put("cell", given.cell);
  put("version", given.version);
  put("collection", context.collection);
  for (const auto& pointer : given.cut) query.emplace_back("cut", pointer);
  return finish(context,
                context.call_json({.path = "/v1/records/" + encode(given.id) + "/preview", .query = query}),
                [](const json::object& seen) {
                  print(fields({{"record", text_at(seen, "id")},
                                {"version", text_at(seen, "version")},
                                {"as", isolate(harmless(text_at(seen, "partner")))},
                                {"in cell", harmless(text_at(seen, "cell"))},
                                {"it holds", text_at(seen, "holds")}}));
                  print(harmless(text_at(seen, "sentence")) + "\n");
                  for (const auto& item : list_at(seen, "reasons")) {
                    const auto& because = item.as_object();
                    const auto subject = harmless(text_at(because, "subject"));
                    print(fmt::format("  {} {}{}\n", flag_at(because, "against") ? "against" : "for    ",
                                      text_at(because, "reason"), subject.empty() ? "" : ": " + subject));
                  }
                  if (const auto* copy = seen.if_contains("copy")) print(json::serialize(*copy) + "\n");
                });
}

int recall(Context& context, const Given& given) {
  if (!context.confirm(fmt::format("Ask every holder to remove {}? It cannot be taken back.", given.id))) {
    context.note("nothing was asked back");
    return failed;
  }
  json::object body{{"id", given.id}};
  if (!given.versions.empty()) body["versions"] = json::array(given.versions.begin(), given.versions.end());
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) body[name] = value;
  };
  put("replacement", given.replacement);
  put("reason", given.reason);
  put("deadline", given.deadline);
  return finish(context, send_json(context, "POST", "/v1/recalls", body), [&](const json::object& done) {
    print(fields({{"recalled", text_at(done, "id")},
                  {"from", harmless(joined(list_at(done, "holders")))},
                  {"releases", grouped(number_at(done, "releases"))},
                  {"until", short_time(text_at(done, "deadline"))}}));
    context.note("who has removed it: tansiq receipts " + given.id);
  });
}

void show_fault(const json::object& fault) {
  const auto state = !text_at(fault, "cleared").empty() ? "cleared by " + text_at(fault, "cleared_by")
                     : flag_at(fault, "stops")          ? "STOPS THE PAIR"
                     : flag_at(fault, "needs_officer")  ? "waits for an officer"
                                                        : "passes by itself";
  print(fmt::format("{}  fault {}  {}  {} times, last {}  {}\n      {}\n",
                    isolate(harmless(text_at(fault, "partner"))), number_at(fault, "number"),
                    text_at(fault, "fault"), number_at(fault, "count"), short_time(text_at(fault, "last")),
                    harmless(state), harmless(text_at(fault, "sentence"))));
}

int list_faults(Context& context, const Given& given) {
  Query query;
  if (!given.partner.empty()) query.emplace_back("partner", given.partner);
  if (given.cleared) query.emplace_back("cleared", "true");
  return finish(context, context.call_json({.path = "/v1/faults", .query = query}),
                [&](const json::object& answer) {
                  const auto& faults = list_at(answer, "faults");
                  if (faults.empty()) print("no faults\n");
                  for (const auto& fault : faults) show_fault(fault.as_object());
                  if (!faults.empty() && !given.cleared)
                    context.note("when you know why: tansiq fault clear PARTNER NUMBER --reason ...");
                });
}

int clear_fault(Context& context, const Given& given) {
  return finish(context,
                send_json(context, "POST", "/v1/faults/" + encode(given.partner) + "/clearance",
                          {{"reason", given.reason}}, {{"number", std::to_string(given.number)}}),
                show_fault);
}

int list_orders(Context& context) {
  return finish(context, context.call_json({.path = "/v1/orders"}), [](const json::object& answer) {
    Table table({"order", "by", "since", "for", "records", "reason"});
    for (const auto& item : list_at(answer, "orders")) {
      const auto& order = item.as_object();
      table.add({text_at(order, "order"), harmless(text_at(order, "by")), short_time(text_at(order, "since")),
                 harmless(joined(list_at(order, "partners"))), grouped(number_at(order, "records")),
                 harmless(text_at(order, "reason"))});
    }
    print(table.empty() ? "no order waits\n" : table.text(terminal_width()));
  });
}

int confirm_order(Context& context, const Given& given) {
  const auto answer = send_json(context, "POST", "/v1/orders/" + encode(given.order) + "/confirmation",
                                {{"reason", given.reason}});
  if (!answer) return context.report(answer.error());
  print_released(context, *answer);
  return done;
}

int drop_order(Context& context, const Given& given) {
  Query query;
  if (!given.reason.empty()) query.emplace_back("reason", given.reason);
  return finish(
      context,
      context.call_json({.method = "DELETE", .path = "/v1/orders/" + encode(given.order), .query = query}),
      [&](const json::object&) { print("dropped; nothing is released by it\n"); });
}

int list_proposals(Context& context) {
  return finish(context, context.call_json({.path = "/v1/proposals"}), [](const json::object& answer) {
    Table table({"action", "id", "partner", "since", "because", "reasons"});
    for (const auto& item : list_at(answer, "proposals")) {
      const auto& proposal = item.as_object();
      table.add({text_at(proposal, "action"), text_at(proposal, "id"),
                 isolate(harmless(text_at(proposal, "partner"))), short_time(text_at(proposal, "since")),
                 text_at(proposal, "cause"), harmless(text_at(proposal, "sentence"))});
    }
    print(table.empty() ? "no proposals\n" : table.text(terminal_width()));
  });
}

int decide_proposal(Context& context, const Given& given, bool accept) {
  return finish(
      context,
      send_json(context, "POST", "/v1/proposals",
                {{"id", given.id}, {"partner", given.partner}, {"accept", accept}, {"reason", given.reason}}),
      [&](const json::object& decided) {
        if (!accept)
          print("dropped; nothing was done\n");
        else if (const auto recalled = number_at(decided, "recalled"); recalled > 0)
          print(fmt::format("recalled: {} releases\n", recalled));
        else
          print_released(context, object_at(decided, "released"));
      });
}

/// A command that says why and whose options this file shares.
template <typename Work>
CLI::App* add(CLI::App& parent, Context& context, const char* name, const char* what, Work work) {
  auto* command = parent.add_subcommand(name, what);
  add_common(*command, context);
  command->callback([&context, work] { context.chosen = work; });
  return command;
}

}  // namespace

void add_exchange(CLI::App& program, Context& context) {
  const auto given = std::make_shared<Given>();
  const auto run = [&context, given](int (*work)(Context&, const Given&)) {
    return [&context, given, work] { return work(context, *given); };
  };
  const auto reason = [given](CLI::App* command) {
    return command->add_option("--reason", given->reason, "A line for the journal")->type_name("TEXT");
  };
  const auto partner = [given](CLI::App* command) {
    return command->add_option("partner", given->partner, "By name or id")->type_name("PARTNER");
  };
  const auto record = [given](CLI::App* command) {
    command->add_option("id", given->id, "The record")->type_name("ID")->required();
    return command;
  };

  auto* going = add(program, context, "outbox", "What went to partners, and what became of it", run(outbox));
  partner(going);
  going->add_option("--after", given->after, "Numbers behind this one")->type_name("NUMBER");
  going->add_option("--limit,-n", given->limit, "Lines for each partner")->check(CLI::Range(1, 1000));

  record(add(program, context, "receipts", "Who was given a record, and what they state about it",
             run(receipts)));

  auto* looking = record(add(program, context, "preview",
                             "Exactly what a partner would get of a record, and why", run(preview)));
  looking->add_option("--as", given->partner, "The partner, by name or id")->type_name("PARTNER")->required();
  looking->add_option("--cell", given->cell, "In which cell, where several are shared");
  looking->add_option("--version", given->version, "Else the last")->type_name("TIME");
  looking
      ->add_option("--cut", given->cut, "As if this property were left out: a JSON pointer; may be repeated")
      ->type_name("POINTER")
      ->allow_extra_args(false);

  auto* recalling = record(
      add(program, context, "recall", "Ask every holder to remove what was released to it", run(recall)));
  recalling->add_option("--version", given->versions, "Only this version; may be repeated")
      ->type_name("TIME");
  recalling->add_option("--replacement", given->replacement, "The version that is right and stays")
      ->type_name("TIME");
  recalling->add_option("--deadline", given->deadline, "After it the silent are overdue; else in three days")
      ->type_name("TIME");
  recalling->add_option("--reason", given->reason, "The holders' people read it")->type_name("TEXT");
  recalling->add_flag("--yes,-y", context.yes, "Do not ask");

  auto* fault = program.add_subcommand("fault", "What is wrong with partners, and what to do");
  fault->require_subcommand(1);
  auto* faults = add(*fault, context, "list", "Faults that stand", run(list_faults));
  partner(faults);
  faults->add_flag("--cleared", given->cleared, "Also those that officers cleared");
  auto* clearing = add(*fault, context, "clear", "Go on with a partner after a fault", run(clear_fault));
  partner(clearing)->required();
  clearing->add_option("number", given->number, "The fault's number")->type_name("NUMBER")->required();
  reason(clearing)->required();

  auto* order = program.add_subcommand("order", "Releases that wait for a second officer");
  order->require_subcommand(1);
  add(*order, context, "list", "Orders that wait", [&context] { return list_orders(context); });
  const auto named = [&](CLI::App* command) {
    command->add_option("order", given->order, "Its id")->type_name("ORDER")->required();
    reason(command);
  };
  named(add(*order, context, "confirm", "Stand by another officer's order, which is then carried out",
            run(confirm_order)));
  named(add(*order, context, "drop", "Release nothing by it", run(drop_order)));

  auto* proposal = program.add_subcommand("proposal", "What deciding anew left to an officer");
  proposal->require_subcommand(1);
  add(*proposal, context, "list", "Open proposals", [&context] { return list_proposals(context); });
  for (const bool accept : {true, false}) {
    auto* deciding = record(
        add(*proposal, context, accept ? "accept" : "drop", accept ? "Do what is proposed" : "Do nothing",
            [&context, given, accept] { return decide_proposal(context, *given, accept); }));
    partner(deciding)->required();
    reason(deciding);
  }
}

}  // namespace tansiq::cli

// partner add, compare, list, suspend, resume, confirm: whom this node trusts.

#include <filesystem>
#include <fmt/format.h>

#include "cli/output.h"
#include "cli/shared.h"
#include "node/partners/card_file.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::fail;
using base::Fault;

constexpr const char* how_to_compare =
    "Call the partner's people on a number that you had before, and let them read you their fingerprint\n"
    "(tansiq card show). Never take it from the message that brought the file.";

struct Given {
  std::string name, file, cell, reason;
  std::vector<std::string> fingerprint;
  bool take_back = false;

  [[nodiscard]] std::string heard() const {
    std::string all;
    for (const auto& part : fingerprint) all += part + " ";
    return all;
  }
};

/// What a file of cards says, as it will stand once it is trusted.
base::Result<json::object> read_cards(const std::string& file) {
  const auto text = read_whole(file, node::most_card_file_bytes);
  if (!text) return fail(text);
  const auto chain = node::read_card_file(*text);
  if (!chain)
    return fail(chain.error().fault, chain.error().what, file + ": " + chain.error().where,
                chain.error().hint);
  const auto& card = chain->newest();
  return json::object{{"service", exchange::to_text(chain->service())},
                      {"fingerprint", exchange::fingerprint(chain->service())},
                      {"number", card.number},
                      {"name", card.name},
                      {"country", card.country},
                      {"url", card.url},
                      {"issued", base::format_time(card.issued)}};
}

void show_claims(const json::object& card) {
  print(fields(
      {{"fingerprint", harmless(text_at(card, "fingerprint"))},
       {"says it is", isolate(harmless(text_at(card, "name"))) + ", " + harmless(text_at(card, "country"))},
       {"at", harmless(text_at(card, "url"))},
       {"card", std::to_string(number_at(card, "number")) + ", of " + short_time(text_at(card, "issued"))},
       {"service", harmless(text_at(card, "service"))}}));
}

std::string state_of(const json::object& partner) {
  if (flag_at(partner, "reader")) return "TAXII reader";
  if (flag_at(partner, "suspended")) return "suspended";
  return flag_at(partner, "held") ? "held: see its faults" : "trusted";
}

void show_partner(const json::object& partner) {
  const auto& card = object_at(partner, "card");
  print(fields({{"partner", isolate(harmless(text_at(partner, "label")))},
                {"state", state_of(partner)},
                {"fingerprint", harmless(text_at(card, "fingerprint"))},
                {"country", harmless(text_at(card, "country"))},
                {"url", harmless(text_at(card, "url"))},
                {"card", card.empty() ? "" : std::to_string(number_at(card, "number"))},
                {"cells", harmless(joined(list_at(partner, "cells")))},
                {"sent", grouped(number_at(partner, "sent"))},
                {"taken", grouped(number_at(partner, "taken"))},
                {"behind", number_at(partner, "behind") == 0 ? "" : grouped(number_at(partner, "behind"))},
                {"since", short_time(text_at(partner, "added"))},
                {"service", harmless(text_at(partner, "service"))}}));
}

int add(Context& context, const Given& given) {
  if (given.fingerprint.empty()) {
    auto card = read_cards(given.file);
    if (card) (*card)["added"] = false;
    return finish(context, card, [&](const json::object& claims) {
      show_claims(claims);
      context.note(
          fmt::format("\nNothing was added. {}\nThen:\n  tansiq partner add {} --name NAME --fingerprint "
                      "'WHAT YOU HEARD'",
                      how_to_compare, given.file));
    });
  }
  if (given.name.empty())
    return context.report({Fault::invalid, "has no name", given.file, "--name says how your people call it"});
  const auto cards = read_whole(given.file, node::most_card_file_bytes);
  if (!cards) return context.report(cards.error());
  return finish(context,
                send_json(context, "POST", "/v1/partners",
                          {{"cards", *cards}, {"fingerprint", given.heard()}, {"label", given.name}}),
                [&](const json::object& partner) {
                  show_partner(partner);
                  context.note(
                      fmt::format("Nothing is released to it by that. To take the trust back: tansiq "
                                  "partner suspend {}",
                                  given.name));
                });
}

int compare(Context& context, const Given& given) {
  std::error_code ignored;
  const bool is_file = std::filesystem::is_regular_file(given.file, ignored);
  auto theirs =
      is_file ? read_cards(given.file) : context.call_json({.path = "/v1/partners/" + encode(given.file)});
  if (!theirs) return context.report(theirs.error());
  if (!is_file) theirs = object_at(*theirs, "card");
  const auto own = context.call_json({.path = "/v1/card"});
  if (!own && !is_file) return context.report(own.error());
  json::object both{{"theirs", text_at(*theirs, "fingerprint")}};
  if (own) both["ours"] = text_at(*own, "fingerprint");
  return finish(context, base::Result<json::object>(both), [&](const json::object& prints) {
    print(fields(
        {{"theirs", harmless(text_at(prints, "theirs"))}, {"ours", harmless(text_at(prints, "ours"))}}));
    context.note(fmt::format("They read theirs to you, and you read ours to them. {}", how_to_compare));
  });
}

int list(Context& context) {
  return finish(context, context.call_json({.path = "/v1/partners"}), [](const json::object& answer) {
    Table table({"name", "state", "country", "cells", "sent", "taken", "card", "url"});
    for (const auto& item : list_at(answer, "partners")) {
      const auto& partner = item.as_object();
      const auto& card = object_at(partner, "card");
      table.add({isolate(harmless(text_at(partner, "label"))), state_of(partner),
                 harmless(text_at(card, "country")), harmless(joined(list_at(partner, "cells"))),
                 grouped(number_at(partner, "sent")), grouped(number_at(partner, "taken")),
                 card.empty() ? "-" : std::to_string(number_at(card, "number")),
                 harmless(text_at(card, "url"))});
    }
    print(table.empty() ? "no partners\n" : table.text(terminal_width()));
  });
}

int show(Context& context, const Given& given) {
  return finish(context, context.call_json({.path = "/v1/partners/" + encode(given.name)}), show_partner);
}

int suspend(Context& context, const Given& given, bool suspended) {
  return finish(
      context,
      send_json(
          context, "POST",
          fmt::format("/v1/partners/{}/{}", encode(given.name), suspended ? "suspension" : "resumption"),
          {{"reason", given.reason}}),
      [&](const json::object& partner) {
        print(
            fmt::format("partner {}: {}\n", isolate(harmless(text_at(partner, "label"))), state_of(partner)));
        context.note(suspended ? fmt::format("It gets recalls and erasures, nothing else. To take it back: "
                                             "tansiq partner resume {} --reason ...",
                                             given.name)
                               : "All that it holds is decided anew.");
      });
}

}  // namespace

int confirm_in_cell(Context& context, const std::string& cell, const std::string& partner, bool take_back) {
  return finish(
      context,
      context.call_json({.method = take_back ? "DELETE" : "PUT",
                         .path = fmt::format("/v1/cells/{}/confirmed/{}", encode(cell), encode(partner))}),
      [&](const json::object&) {
        print(fmt::format("{} in {}: {}\n", partner, cell,
                          take_back ? "standing rules reach it no longer" : "standing rules reach it"));
        if (!take_back)
          context.note(fmt::format("to take it back: tansiq cell confirm {} {} --take-back", cell, partner));
      });
}

void add_partner(CLI::App& program, Context& context) {
  auto* partner = program.add_subcommand("partner", "Other services that this node trusts");
  partner->require_subcommand(1);
  const auto given = std::make_shared<Given>();
  const auto named = [&](CLI::App* command) {
    command->add_option("name", given->name, "The partner, by name or id")->type_name("PARTNER")->required();
    return command;
  };
  const auto reasoned = [&](CLI::App* command) {
    named(command)
        ->add_option("--reason", given->reason, "Why, for the journal")
        ->type_name("TEXT")
        ->required();
  };
  auto* adding = add_command(*partner, context, "add", "Trust a service, once its fingerprint was compared",
                             [&context, given] { return add(context, *given); });
  adding->add_option("file", given->file, "Its cards, as `tansiq card show --export` wrote them there")
      ->type_name("CARD-FILE")
      ->required();
  constexpr int groups = 6;
  adding
      ->add_option("--fingerprint", given->fingerprint,
                   "What you heard from its people, in any digits; without it, only shows what to compare")
      ->type_name("DIGITS")
      ->expected(1, groups);
  adding->add_option("--name", given->name, "How your people call it")->type_name("NAME");
  auto* comparing =
      add_command(*partner, context, "compare", "The two fingerprints that people read to each other",
                  [&context, given] { return compare(context, *given); });
  comparing->add_option("partner", given->file, "A partner, or a file of cards")
      ->type_name("PARTNER|CARD-FILE")
      ->required();
  add_command(*partner, context, "list", "All partners and how they stand",
              [&context] { return list(context); });
  named(add_command(*partner, context, "show", "One partner",
                    [&context, given] { return show(context, *given); }));
  reasoned(add_command(*partner, context, "suspend", "Release nothing more to a partner",
                       [&context, given] { return suspend(context, *given, true); }));
  reasoned(add_command(*partner, context, "resume", "Release to a suspended partner again",
                       [&context, given] { return suspend(context, *given, false); }));
  auto* confirming = named(add_command(
      *partner, context, "confirm", "Let standing rules reach a partner in a cell",
      [&context, given] { return confirm_in_cell(context, given->cell, given->name, given->take_back); }));
  confirming->add_option("--in", given->cell, "The cell")->type_name("CELL")->required();
  confirming->add_flag("--take-back", given->take_back, "Let them reach it no longer");
}

}  // namespace tansiq::cli

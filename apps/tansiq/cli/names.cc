// search, screen, lead: names in Arabic and Latin script. What comes back are leads; an officer decides.

#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/context.h"
#include "cli/duplicates.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::Fault;

/// Names that are sent at once; the node takes up to 1,000.
constexpr std::size_t chunk = 200;
constexpr int most_name_columns = 40;

struct Sought {
  std::vector<std::string> words;  ///< of the name
  std::string kind, born, sex, language, include_protected;
  std::vector<std::string> nationalities;
  int limit = 0;
  double least_score = -1;
  bool explain = false;
};

void put(json::object& body, std::string_view name, const std::string& value) {
  if (!value.empty()) body[name] = value;
}

json::object query_of(const Sought& sought, const std::string& name) {
  json::object body;
  body["name"] = name;
  put(body, "kind", sought.kind);
  put(body, "born", sought.born);
  put(body, "sex", sought.sex);
  if (!sought.nationalities.empty())
    body["nationalities"] = json::array(sought.nationalities.begin(), sought.nationalities.end());
  return body;
}

std::string score_of(const json::object& lead) {
  const auto* score = lead.if_contains("score");
  return score != nullptr && score->is_number() ? fmt::format("{:.2f}", score->to_number<double>()) : "";
}

base::Result<json::object> post(Context& context, const char* path, const json::object& body) {
  const auto text = json::serialize(body);
  return context.call_json(
      {.method = "POST", .path = path, .body = text, .content_type = "application/json"});
}

void warn_if_incomplete(const Context& context, const json::object& answer) {
  if (!flag_at(answer, "complete"))
    context.note("the node is still reading its names after a start: search again in a moment");
}

void print_leads(const json::array& leads, bool explain) {
  Table table({"SCORE", "NAME", "RECORD", "COLLECTION"});
  std::string same;
  for (const auto& item : leads) {
    const auto& lead = item.as_object();
    table.add({score_of(lead), isolate(cut(harmless(text_at(lead, "name")), most_name_columns)),
               text_at(lead, "id"), harmless(text_at(lead, "collection"))});
    if (const auto others = same_person_line(lead); !others.empty())
      same += fmt::format("{} is confirmed as one person with {}\n", text_at(lead, "id"), others);
  }
  if (!explain) return print(table.text(terminal_width()) + same);
  for (const auto& item : leads) {
    const auto& lead = item.as_object();
    print(fmt::format("{}  {}  {}\n      {}\n", score_of(lead), isolate(harmless(text_at(lead, "name"))),
                      text_at(lead, "id"), harmless(text_at(lead, "sentence"))));
  }
  print(same);
}

int search(Context& context, const Sought& sought) {
  std::string name;
  for (const auto& word : sought.words) name += (name.empty() ? "" : " ") + word;
  auto body = query_of(sought, name);
  put(body, "language", sought.language);
  put(body, "include_protected", sought.include_protected);
  if (sought.limit > 0) body["limit"] = sought.limit;
  const auto answer = post(context, "/v1/search", body);
  if (!answer) return context.report(answer.error());
  warn_if_incomplete(context, *answer);
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  const auto& leads = list_at(*answer, "leads");
  if (leads.empty()) {
    print("nobody of that name is held\n");
    return done;
  }
  print_leads(leads, sought.explain);
  context.note("These are leads: compare before you act. Why: --explain");
  return done;
}

/// Sends one part of a list and prints what was found.
base::Result<std::size_t> screen_part(Context& context, const Sought& sought,
                                      const std::vector<std::string>& names) {
  json::array list;
  for (const auto& name : names) list.emplace_back(query_of(sought, name));
  json::object body{{"list", std::move(list)}};
  put(body, "language", sought.language);
  if (sought.limit > 0) body["limit"] = sought.limit;
  if (sought.least_score >= 0) body["least_score"] = sought.least_score;
  const auto answer = post(context, "/v1/screen", body);
  if (!answer) return base::fail(answer);
  std::size_t found = 0;
  for (const auto& value : list_at(*answer, "items")) {
    const auto& item = value.as_object();
    const auto& leads = list_at(item, "leads");
    found += leads.empty() ? 0 : 1;
    if (context.json) {
      print(json::serialize(item) + "\n");
      continue;
    }
    const auto error = text_at(item, "error");
    if (leads.empty() && error.empty()) continue;
    print(fmt::format("{}{}\n", isolate(harmless(text_at(item, "name"))),
                      error.empty() ? "" : "  not searched: " + harmless(error)));
    for (const auto& one : leads) {
      const auto& lead = one.as_object();
      print(fmt::format("  {}  {}  {}\n", score_of(lead), isolate(harmless(text_at(lead, "name"))),
                        text_at(lead, "id")));
      if (sought.explain) print(fmt::format("        {}\n", harmless(text_at(lead, "sentence"))));
    }
  }
  return found;
}

int screen(Context& context, const Sought& sought, const std::string& file) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened) return context.report({Fault::not_found, "cannot be read", file, {}});
  }
  std::istream& in = file == "-" ? std::cin : opened;
  Progress progress(!context.quiet && !context.json);
  std::vector<std::string> names;
  std::size_t sent = 0;
  std::size_t found = 0;
  const auto send = [&]() -> base::Result<> {
    if (names.empty()) return {};
    progress.clear();
    const auto part = screen_part(context, sought, names);
    if (!part) return base::fail(part);
    sent += names.size();
    found += *part;
    names.clear();
    progress.show("screening", sent, 0, sent);
    return {};
  };
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    names.push_back(line);
    if (names.size() < chunk) continue;
    if (auto went = send(); !went) return context.report(went.error());
  }
  if (auto went = send(); !went) return context.report(went.error());
  progress.clear();
  context.note(fmt::format("{} names searched, {} with leads", grouped(sent), grouped(found)));
  return done;
}

int list_leads(Context& context, const std::string& state, const std::string& language, int limit) {
  const auto answer = context.call_json(
      {.path = "/v1/leads",
       .query = {
           {"state", state}, {"language", language}, {"limit", limit > 0 ? std::to_string(limit) : ""}}});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  const auto& leads = list_at(*answer, "leads");
  if (leads.empty()) print("no leads\n");
  for (const auto& item : leads) {
    const auto& lead = item.as_object();
    print(fmt::format("{}  {}  {}\n      {}  {}\n      {}\n", score_of(lead), text_at(lead, "left"),
                      isolate(harmless(text_at(lead, "left_name"))), text_at(lead, "right"),
                      isolate(harmless(text_at(lead, "right_name"))), harmless(text_at(lead, "sentence"))));
  }
  return done;
}

int decide(Context& context, const std::string& verdict, const std::string& left, const std::string& right,
           const std::string& reason) {
  json::object body{{"left", left}, {"right", right}, {"verdict", verdict}, {"reason", reason}};
  put(body, "collection", context.collection);
  const auto answer = post(context, "/v1/leads", body);
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  const auto record = text_at(*answer, "record");
  print(fmt::format("{}{}\n", text_at(*answer, "state"), record.empty() ? "" : ", kept as " + record));
  if (!record.empty())
    context.note(fmt::format("to take it back: tansiq lead undo {} {} --reason ...", left, right));
  return done;
}

void add_sought(CLI::App& command, Sought& sought) {
  command.add_option("--kind", sought.kind, "person, organisation or place")
      ->check(CLI::IsMember({"person", "organisation", "place"}));
  command.add_option("--born", sought.born, "A year, a month, a day, or two of them: 1979/1981");
  command.add_option("--nationality", sought.nationalities, "ISO code of a country; may be repeated");
  command.add_option("--sex", sought.sex, "female or male")->check(CLI::IsMember({"female", "male"}));
  command.add_option("--limit", sought.limit, "Most leads (for each name)")->check(CLI::Range(1, 100));
  command.add_option("--lang", sought.language, "Language of the reasons")
      ->check(CLI::IsMember({"en", "fr", "ar", "es"}));
  command.add_flag("--explain", sought.explain, "Say why each was found, and what speaks against it");
}

void add_verdict(CLI::App& lead, Context& context, const char* name, const char* verdict,
                 const char* summary) {
  struct Pair {
    std::string left, right, reason;
  };
  auto* command = lead.add_subcommand(name, summary);
  const auto pair = std::make_shared<Pair>();
  command->add_option("LEFT", pair->left, "One record")->required();
  command->add_option("RIGHT", pair->right, "The other record")->required();
  command->add_option("--reason", pair->reason, "What decided it")->required();
  add_common(*command, context);
  command->callback([&context, pair, verdict] {
    context.chosen = [&context, pair, verdict] {
      return decide(context, verdict, pair->left, pair->right, pair->reason);
    };
  });
}

}  // namespace

void add_names(CLI::App& program, Context& context) {
  auto* searching = program.add_subcommand("search", "Search names in Arabic and Latin script");
  const auto sought = std::make_shared<Sought>();
  searching->add_option("NAME", sought->words, "The name, in any script and spelling")->required();
  add_sought(*searching, *sought);
  searching->add_option("--include-protected", sought->include_protected,
                        "Look at victims and witnesses too, and why; it is kept in the journal");
  add_common(*searching, context);
  searching->callback(
      [&context, sought] { context.chosen = [&context, sought] { return search(context, *sought); }; });

  auto* screening = program.add_subcommand("screen", "Search every name of a file, one a line");
  const auto listed = std::make_shared<Sought>();
  const auto file = std::make_shared<std::string>();
  screening->add_option("FILE", *file, "A text file, or - for standard input")->required();
  add_sought(*screening, *listed);
  screening
      ->add_option("--least-score", listed->least_score, "Leave out leads below this (0 to 1; usual 0.5)")
      ->check(CLI::Range(0.0, 1.0));
  add_common(*screening, context);
  screening->callback([&context, listed, file] {
    context.chosen = [&context, listed, file] { return screen(context, *listed, *file); };
  });

  auto* lead = program.add_subcommand("lead", "Pairs of records that may be about one person");
  lead->require_subcommand(1);
  auto* listing = lead->add_subcommand("list", "Show leads");
  struct Listing {
    std::string state, language;
    int limit = 0;
  };
  const auto wanted = std::make_shared<Listing>();
  listing->add_option("--state", wanted->state, "open (usual), same or distinct")
      ->check(CLI::IsMember({"open", "same", "distinct"}));
  listing->add_option("--lang", wanted->language, "Language of the reasons")
      ->check(CLI::IsMember({"en", "fr", "ar", "es"}));
  listing->add_option("--limit", wanted->limit, "Most pairs")->check(CLI::Range(1, 1000));
  add_common(*listing, context);
  listing->callback([&context, wanted] {
    context.chosen = [&context, wanted] {
      return list_leads(context, wanted->state, wanted->language, wanted->limit);
    };
  });
  add_verdict(*lead, context, "confirm", "same", "They are one person: link the two records");
  add_verdict(*lead, context, "reject", "distinct",
              "They are not: keep the pair away until a record changes");
  add_verdict(*lead, context, "undo", "undo", "Take an earlier decision back");
}

}  // namespace tansiq::cli
